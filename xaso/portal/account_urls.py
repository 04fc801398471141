"""The doors, under the names django-allauth looks for."""

from django.urls import path

from xaso.portal.views import account, identity, second_factor, telling

urlpatterns = [
    path("dang-nhap", account.ask_phone, name="account_login"),
    path("dang-nhap/ma", account.enter_code, name="account_confirm_login_code"),
    path("dang-nhap/so-cua-ai", account.whose_phone, name="account_whose_phone"),
    path("dang-nhap/tiep", account.go_on, name="account_go_on"),
    path("dang-nhap/dinh-danh/<slug:key>", identity.start, name="account_identity"),
    path("dang-nhap/dinh-danh/<slug:key>/ve", identity.come_back, name="account_identity_back"),
    path("dang-nhap/dinh-danh/<slug:key>/ra", identity.leave, name="account_identity_leave"),
    path("tai-khoan", account.mine, name="account_mine"),
    path("tai-khoan/noi-khac", account.leave_devices, name="account_leave_devices"),
    path("tai-khoan/noi/<uuid:visit>", account.leave_device, name="account_leave_device"),
    path("tai-khoan/bao-tin", telling.choose, name="account_telling"),
    path("tai-khoan/thu", telling.email, name="account_email"),
    path("tai-khoan/may", telling.browser, name="account_browser"),
    path("tai-khoan/zalo", telling.zalo, name="account_zalo"),
    path("thong-bao.js", telling.worker, name="account_worker"),
    path("thu/<str:token>", telling.confirm, name="account_confirm_email"),
    path("thoi-nhan/<str:token>", telling.stop, name="account_stop"),
    path("dang-xuat", account.sign_out, name="account_logout"),
    path("can-bo/dang-nhap", account.sign_in_official, name="account_official_login"),
    path("can-bo/dang-nhap/lop-hai", second_factor.second_factor, name="mfa_authenticate"),
    path("can-bo/dang-nhap/khoa", second_factor.passkey, name="account_passkey"),
    path("can-bo/dang-xuat", account.sign_out, name="account_official_logout"),
]
