# One image for the web process, the worker and the migration; the command says which.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY requirements-build.lock requirements.lock ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-build.lock \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-deps --no-build-isolation --use-pep517 \
       -r requirements.lock
COPY LICENSE ./
COPY sleutelbos sleutelbos
# The key and the address here only let the command start; nothing of them stays in the image.
RUN DJANGO_SETTINGS_MODULE=sleutelbos.config.settings.production \
    SLEUTELBOS_SECRET_KEY=only-for-building SLEUTELBOS_SITE_URL=https://localhost DATABASE_URL=sqlite:////tmp/none \
    sh -c '/opt/venv/bin/python -m sleutelbos compile_catalogues && /opt/venv/bin/python -m sleutelbos collectstatic --noinput' \
    && /opt/venv/bin/python -m compileall -q sleutelbos \
    && mkdir var

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=sleutelbos.config.settings.production
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sleutelbos
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# Uploads live here; everything else can be read-only (docker-compose.yml does so).
RUN chown 10001 var
VOLUME /app/var
USER 10001
EXPOSE 8000
# The address of the check is local, its Host header is one the settings allow.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['SLEUTELBOS_HOSTS'].split(',')[0]}), timeout=4)"]
# No access log: addresses of signed links stand in it. The proxy in front decides what it keeps.
# Whose address a request has is Django's to say (SLEUTELBOS_PROXIES): the server believes no header.
CMD ["uvicorn", "--host", "0.0.0.0", "--port", "8000", "--workers", "3", "--no-access-log", "--no-proxy-headers", "--no-server-header", "--timeout-graceful-shutdown", "5", "--timeout-worker-healthcheck", "30", "sleutelbos.config.asgi:application"]
