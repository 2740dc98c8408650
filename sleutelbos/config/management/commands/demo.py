"""`./start`: prepare everything, open the region, keep it running."""

import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from sleutelbos.config.demo import region


class Command(BaseCommand):
    help = "Makes the demo region where it is not there yet and serves it, with its worker, until Ctrl-C."
    # A fresh copy has no compiled catalogues yet: a check before they are made would greet a newcomer with warnings.
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        """Where to listen, and whether to serve at all."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--prepare-only", action="store_true", help="fill the region and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then run web and worker side by side; one that dies takes the other along, said aloud."""
        if not settings.DEMO:
            raise CommandError("This command makes fictional people. It only runs with the demo settings.")
        port = options["port"]
        if not options["prepare_only"]:
            _refuse_used_port(options["host"], port)
        self._prepare()
        if options["prepare_only"]:
            return
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "SLEUTELBOS_SITE_URL": f"http://localhost:{port}",
        }
        # One process: it answers pages in four threads and holds the open rooms of the Group beside them.
        web = [sys.executable, "-m", "uvicorn", "sleutelbos.config.asgi:application", "--host", options["host"]]
        web += ["--port", str(port), "--log-level", "warning", "--no-access-log", "--no-proxy-headers"]
        web += ["--timeout-graceful-shutdown", "3"]
        worker = [sys.executable, "-m", "sleutelbos", "worker", "--tick", "15"]
        processes = [subprocess.Popen(command, env=environment) for command in (web, worker)]
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            _wait_until_up(options["host"], port, processes[0])
            self.stdout.write(
                self.style.SUCCESS(f"\nSleutelbos is open: http://localhost:{port}  (stop with Ctrl-C)\n")
                + f"Choose who you want to be: http://localhost:{port}/demo/  Everybody in this region is made up.\n"
                + f"Mail is not sent: it lies as files in {getattr(settings, 'EMAIL_FILE_PATH', 'the outbox')}.\n"
            )
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError("A process stopped by itself. The lines above say why. Start again with ./start.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. Everything is kept; ./start opens it again.")
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _prepare(self) -> None:
        self.stdout.write("Preparing the database ...")
        call_command("compile_catalogues", verbosity=0)
        self.check()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        region.fill(lambda sentence: self.stdout.write(f"  {sentence}"))
        self.stdout.write("The region is ready.")


def _refuse_used_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CommandError(
                f"Port {port} is in use by another program. Stop that program, or choose another port: "
                f"./start --port {port + 1}"
            ) from None


def _wait_until_up(host: str, port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(480):
        if process.poll() is not None:
            raise CommandError("The web server did not start. The lines above say why.")
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.25)
    raise CommandError("The web server did not answer within two minutes.")
