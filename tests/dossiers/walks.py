"""What a resident types, page by page, for the procedures that can be filed here. All people are invented."""

from __future__ import annotations

EXTRACT = {
    "event": {"event": "birth"},
    "relation": {"relation": "self"},
    "person": {"person_name": "Nguyễn Thị Lan", "person_born": "17/11/1988", "person_sex": "female"},
    "person_id": {"person_id": "093 188 000 123"},
    "person_origin": {
        "person_ethnicity": "Kinh",
        "person_nationality": "Việt Nam",
        "person_residence-province": "92",
        "person_residence-commune": "31441",
        "person_residence-line": "Ấp 2",
    },
    "registered": {
        "registered_at": "UBND xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang",
        "registered_on": "20/11/1988",
        "entry_number": "45",
        "book": "01/1988",
    },
    "delivery": {"copies": "2", "delivery": "pickup", "contact_phone": "0912 000 001"},
}
