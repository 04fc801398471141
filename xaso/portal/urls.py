from django.urls import path

from xaso.portal.views import catalogue, documents, dossiers, drafts, papers, places, supplements, uploads

app_name = "portal"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.search_page, name="catalogue"),
    path("thu-tuc/<str:code>", catalogue.procedure, name="procedure"),
    path("thu-tuc/<str:code>/nop", drafts.start, name="start-draft"),
    path("nhap/<uuid:draft_id>/", drafts.resume, name="draft"),
    path("nhap/<uuid:draft_id>/giay-to", papers.papers, name="draft-papers"),
    path("nhap/<uuid:draft_id>/giay-to/gui", papers.attach, name="draft-attach"),
    path("nhap/<uuid:draft_id>/giay-to/<int:paper_id>/bo", papers.detach, name="draft-detach"),
    path("nhap/<uuid:draft_id>/xem-lai", drafts.review, name="draft-review"),
    path("nhap/<uuid:draft_id>/bo", drafts.discard, name="draft-discard"),
    path("nhap/<uuid:draft_id>/<slug:key>", drafts.page, name="draft-page"),
    path("tai-len/nhap/<uuid:draft_id>/<slug:key>", uploads.begin_for_draft, name="draft-upload"),
    path("tai-len/nhap/<uuid:draft_id>/<slug:key>/<uuid:upload_id>", uploads.piece_for_draft, name="draft-piece"),
    path("tai-len/bo-sung/<str:number>/<slug:key>", uploads.begin_for_supplement, name="supplement-upload"),
    path(
        "tai-len/bo-sung/<str:number>/<slug:key>/<uuid:upload_id>",
        uploads.piece_for_supplement,
        name="supplement-piece",
    ),
    path("giay-to/<int:paper_id>", papers.paper, name="paper"),
    path("giay-to/<int:paper_id>/<int:number>.jpg", papers.paper_page, name="paper-page"),
    path("van-ban/<int:letter_id>.pdf", dossiers.letter, name="letter"),
    path("ho-so/", dossiers.mine, name="dossiers"),
    path("ho-so/<str:number>", dossiers.show, name="dossier"),
    path("ho-so/<str:number>/giay-hen", dossiers.receipt, name="receipt"),
    path("ho-so/<str:number>/bo-sung", supplements.supplements, name="supplements"),
    path("ho-so/<str:number>/bo-sung/gui", supplements.attach, name="supplement-attach"),
    path("ho-so/<str:number>/bo-sung/<int:paper_id>/bo", supplements.detach, name="supplement-detach"),
    path("ho-so/<str:number>/ai-da-xem", dossiers.lookers, name="lookers"),
    path("ho-so/<str:number>/rut", dossiers.withdraw, name="withdraw"),
    path("ho-so/<str:number>/danh-gia", dossiers.rate, name="rate"),
    path("ho-so/<str:number>/ket-qua.pdf", dossiers.result, name="result"),
    path("ai-da-xem", dossiers.looked_at, name="looked-at"),
    path("tra-cuu", dossiers.find, name="find"),
    path("t/<str:token>", dossiers.by_token, name="by-token"),
    path("kiem-tra/<str:token>", documents.check, name="check"),
    path("xa-phuong", places.communes, name="communes"),
]
