from django.urls import path

from xaso.desk.views import cards, counter, dossiers, keys, looking, moves, papers, register, search, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("dem", today.counts, name="counts"),
    path("xuat", today.export, name="export"),
    path("tim", search.search, name="search"),
    path("so-sach", register.register, name="register"),
    path("so-sach/xuat", register.export, name="register-export"),
    path("tai-quay", counter.choose, name="counter"),
    path("tai-quay/the-can-cuoc", cards.card, name="card"),
    path("tai-quay/<str:code>", counter.register, name="counter-register"),
    path("phim", keys.keys, name="keys"),
    path("ho-so/<str:number>", dossiers.show, name="dossier"),
    path("ho-so/<str:number>/mo", looking.purpose, name="purpose"),
    path("ho-so/<str:number>/hien", dossiers.reveal, name="reveal"),
    path("ho-so/<str:number>/nhat-ky", dossiers.history, name="history"),
    path("ho-so/<str:number>/vi-sao", dossiers.why, name="why"),
    path("ho-so/<str:number>/giay-to/<int:paper_id>", papers.paper, name="paper"),
    path("ho-so/<str:number>/giay-to/<int:paper_id>/<int:page>.jpg", papers.paper_page, name="paper-page"),
    path("ho-so/<str:number>/giay-to/<int:paper_id>/tai-ve", papers.paper_file, name="paper-file"),
    path("ho-so/<str:number>/van-ban/<int:letter_id>.pdf", papers.letter, name="letter"),
    path("ho-so/<str:number>/ket-qua.pdf", papers.result, name="result"),
    path("ho-so/<str:number>/ket-qua/<int:page>.jpg", papers.result_page, name="result-page"),
    path("ho-so/<str:number>/<slug:slug>", moves.move, name="move"),
]
