"""ui: what every screen is made of, and nothing about what is on it.

Owns the two base templates (`ui/portal.html` for residents, `ui/desk.html` for officials), the components with their
gallery at `/ui/`, icons, style sheets, the security policy of pages, and the pages for errors. Knows no domain.
"""
