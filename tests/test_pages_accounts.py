"""People in a real browser: from an empty installation to a class, and out again."""

from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.serving import serving
from tests.staging import enter
from tests.walked import cast, site

__all__ = ["cast", "site"]

OTHER = "other quiet words here"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_an_empty_installation_gets_its_admin_a_cohort_and_a_student(page_for):
    """By keyboard alone, as far as the admin goes."""
    with serving() as site:
        otto = page_for(site.url, timezone_id="Africa/Lagos")
        otto.goto("/")
        expect(otto).to_have_url(f"{site.url}/first-run")
        expect(otto.locator("[name=time_zone]")).to_have_value("Africa/Lagos")
        otto.keyboard.press("Tab")
        otto.keyboard.press("Enter")  # past the masthead, by the skip link
        for words in ("Otto Okafor", "otto@example.org", PASSWORD):
            otto.keyboard.press("Tab")
            otto.keyboard.type(words)
        otto.keyboard.press("Enter")
        expect(otto.get_by_role("button", name="Otto Okafor, account")).to_be_visible()

        otto.goto("/admin/cohorts")
        otto.get_by_label("Name").fill("Autumn")
        otto.keyboard.press("Enter")
        expect(otto.get_by_role("heading", name="Autumn")).to_be_visible()
        expect(otto.get_by_text("Nobody yet.")).to_be_visible()
        expect(otto.locator("#conn")).to_have_text("Live")
        link = otto.locator("#link").text_content()

        ada = page_for(site.url)
        ada.goto(link)
        expect(ada.get_by_text("You are joining Autumn.")).to_be_visible()
        for label, words in (("Your name", "Ada"), ("E-mail", "ada@example.org"), ("Password", PASSWORD)):
            ada.get_by_label(label, exact=True).fill(words)
        press(ada, "Create account")
        expect(ada.get_by_role("heading", name="Ada")).to_be_visible()
        expect(ada.locator(".page-head")).to_contain_text("Autumn")
        expect(otto.locator("main li.fresh")).to_contain_text("Ada")


def test_what_is_wrong_is_read_first_and_leads_to_its_field(site, cast, page_for):
    page_for.forgive("status of 422")
    page = page_for(site.url)
    page.goto("/register")
    page.fill("[name=name]", "Cleo")
    press(page, "Create account")

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things to put right")
    summary.get_by_role("link").last.press("Enter")
    expect(page.locator("[name=password]")).to_be_focused()
    expect(page.locator("[name=name]")).to_have_value("Cleo")


def test_a_lost_password_is_replaced_by_a_link_from_the_admin(site, cast, page_for):
    ben = page_for(site.url)
    page_for.forgive("htmx:sse:error|status of 401")
    enter(ben, "Ben")
    expect(ben.locator("#conn")).to_have_text("Live")

    otto = page_for(site.url)
    enter(otto, "Otto")
    otto.goto(f"/admin/people/{cast.people['Ben']}")
    press(otto, "Make a reset link")
    link = otto.locator("#link").text_content()

    again = page_for(site.url)
    again.goto(link)
    again.fill("[name=new_password]", OTHER)
    press(again, "Set password")
    expect(again.get_by_text("Your new password is set.")).to_be_visible()
    expect(ben.get_by_role("dialog")).to_contain_text("You are signed out")
    again.fill("[name=email]", "ben@example.org")
    again.fill("[name=password]", OTHER)
    press(again, "Sign in")
    expect(again.get_by_role("heading", name="Ben")).to_be_visible()


def test_signing_out_is_seen_in_the_other_tab(site, cast, page_for):
    page_for.forgive("htmx:sse:error|status of 401")
    page = page_for(site.url, timezone_id="Africa/Lagos")
    enter(page, "Ada")
    expect(page.locator("#conn")).to_have_text("Live")
    tab = page.context.new_page()
    tab.goto("/settings")
    tab.get_by_role("button", name="Ada, account").click()
    press(tab, "Sign out")
    expect(tab).to_have_url(f"{site.url}/sign-in")
    page.bring_to_front()
    expect(page.get_by_role("dialog")).to_contain_text("You are signed out")


def test_somebody_elsewhere_is_asked_once_and_stays_where_they_are(site, cast, page_for):
    page = page_for(site.url, timezone_id="America/New_York")
    enter(page, "Mira")
    page.goto("/settings?from=here")
    press(page, "Yes, change")
    expect(page).to_have_url(f"{site.url}/settings?from=here")
    expect(page.locator("main [name=time_zone]:visible")).to_have_value("America/New_York")
    expect(page.locator("#zone-ask")).to_be_hidden()


def test_after_too_many_tries_the_wait_is_counted_down(site, cast, page_for):
    page_for.forgive("status of 4(22|29)")
    page = page_for(site.url)
    page.goto("/sign-in")
    for _ in range(11):
        page.fill("[name=email]", "nobody@example.org")
        page.fill("[name=password]", "wrong words")
        with page.expect_navigation():
            press(page, "Sign in")
        expect(page.get_by_role("alert")).to_be_visible()
    wait = page.locator("[data-countdown]")
    before = wait.text_content()
    expect(wait).not_to_have_text(before)
    assert "Try again in" in before


def test_without_scripts_people_do_all_of_it(site, cast, page_for):
    page = page_for(site.url, java_script_enabled=False)
    enter(page, "Noor")
    page.goto("/settings")
    page.get_by_label("Name", exact=True).fill("Noor H.")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto("/admin/cohorts")
    page.get_by_label("Name").fill("Evening")
    press(page, "Make cohort")
    expect(page.locator("#link")).to_contain_text("/join/")
    page.goto("/settings")
    press(page, "Sign out everywhere")
    expect(page).to_have_url(f"{site.url}/sign-in")
