"""What surrounds every page."""


def test_a_missing_file_is_answered_with_a_page_that_says_so(sign_in, ada):
    answer = sign_in(ada).get("/static/js/no-such-file.js")

    assert answer.status_code == 404
    assert "There is no such page" in answer.text
