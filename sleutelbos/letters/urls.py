"""Addresses of reading along."""

from django.urls import path

from .views import advice, desk, letters, panels, public, reading, rounds, speaking

app_name = "letters"
urlpatterns = [
    # The writer.
    path("brieven/", letters.list_letters, name="list-letters"),
    path("brieven/nieuw/", letters.upload_letter, name="upload-letter"),
    path("brieven/woorden/", letters.list_words, name="list-words"),
    path("brieven/<int:pk>/", letters.show_letter, name="show-letter"),
    path("brieven/<int:pk>/voortgang/", letters.show_progress, name="show-progress"),
    path("brieven/<int:pk>/tekst/", letters.confirm_text, name="confirm-text"),
    path("brieven/<int:pk>/gegevens/", letters.check_privacy, name="check-privacy"),
    path("brieven/<int:pk>/gegevens/kiezen/", letters.settle_privacy, name="settle-privacy"),
    path("brieven/<int:pk>/brief.docx", letters.download_letter, name="download-letter"),
    path("brieven/<int:pk>/wijzigingen.docx", letters.download_changes, name="download-changes"),
    path("brieven/<int:pk>/versie/<int:number>/voor-en-na.pdf", letters.download_sheet, name="download-sheet"),
    path("brieven/<int:pk>/weg/", letters.discard_letter, name="discard-letter"),
    path("brieven/<int:pk>/publiceren/", letters.publish_letter, name="publish-letter"),
    path("brieven/<int:pk>/ronde/", rounds.ask_round, name="ask-round"),
    # Rounds.
    path("adviesrondes/nieuw/", advice.ask_advice, name="ask-advice"),
    path("leesrondes/<int:pk>/", rounds.show_round, name="show-round"),
    path("leesrondes/<int:pk>/panel/", panels.choose_panel, name="choose-panel"),
    path("leesrondes/<int:pk>/sluiten/", rounds.close_round, name="close-round"),
    path("leesrondes/<int:pk>/stoppen/", rounds.withdraw_round, name="withdraw-round"),
    path("leesrondes/<int:pk>/zinnen/", desk.show_desk, name="show-desk"),
    path("leesrondes/<int:pk>/zinnen/<int:number>/", desk.decide, name="decide"),
    path("leesrondes/<int:pk>/antwoorden/<int:number>/", desk.judge_answer, name="judge-answer"),
    path("leesrondes/<int:pk>/versie/", desk.make_version, name="make-version"),
    path("leesrondes/<int:pk>/antwoord/", rounds.tell_readers, name="tell-readers"),
    path("leesrondes/<int:pk>/publiceren/", advice.publish_round, name="publish-round"),
    path("leesrondes/<int:pk>/stem/<int:number>/", speaking.play_voice, name="play-voice"),
    # The reader.
    path("meelezen/", reading.list_own_readings, name="list-own-readings"),
    path("meelezen/wacht/", reading.show_waiting, name="show-waiting"),
    path("lezen/<str:token>/", reading.start_reading, name="start-reading"),
    path("lezen/<str:token>/nee/", reading.decline, name="decline-reading"),
    path("lezen/<str:token>/brief/", reading.read_letter, name="read-letter"),
    path("lezen/<str:token>/vragen/", reading.answer_questions, name="answer-questions"),
    path("lezen/<str:token>/zinnen/", reading.mark_sentences, name="mark-sentences"),
    path("lezen/<str:token>/zinnen/<int:number>/", reading.mark_sentence, name="mark-sentence"),
    path("lezen/<str:token>/zinnen/<int:number>/stem/", speaking.speak_sentence, name="speak-sentence"),
    path("lezen/<str:token>/vragen/<int:number>/stem/", speaking.speak_answer, name="speak-answer"),
    path("lezen/<str:token>/anderen/", reading.vote, name="vote"),
    path("lezen/<str:token>/klaar/", reading.finish, name="finish-reading"),
    path("lezen/<str:token>/uitkomst/", reading.show_verdict, name="show-verdict"),
    # Everybody.
    path("beter-geschreven/", public.list_published, name="list-published"),
    path("beter-geschreven/brief/<str:code>/", public.show_published_letter, name="show-published-letter"),
    path("beter-geschreven/brief/<str:code>/gegevens/", public.show_open_data, name="show-open-data"),
    path("beter-geschreven/brief/<str:code>/gegevens.zip", public.download_open_data, name="download-open-data"),
    path("beter-geschreven/advies/<str:code>/", public.show_published_round, name="show-published-round"),
]
