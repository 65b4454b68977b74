"""The plan of a course: the order of modules and units, what is taken out and put back."""

from tests.editing import fresh, titles, unit_form
from webapp import courses
from webapp.core.stores import db
from webapp.courses.authoring.versions import version_of
from webapp.courses.models import Enrollment, Module, UnitCompletion
from webapp.flow import commit


def test_units_move_past_each_other_and_stop_at_the_ends(teacher, course, units):
    def move(title, direction):
        return teacher.post(f"/mentor/units/{units[title].id}/place", data={"direction": direction})

    moved = move("Bends", "up")
    assert moved.status_code == 303
    assert moved.location.endswith(f"#unit-{units['Bends'].id}")
    assert titles(course)[0] == ["Bends", "Loops", "A bowline in slow motion"]
    move("Bends", "up")
    assert titles(course)[0] == ["Bends", "Loops", "A bowline in slow motion"]
    move("Bends", "down")
    move("Bends", "down")
    move("Bends", "down")
    assert titles(course)[0] == ["Loops", "A bowline in slow motion", "Bends"]
    assert [unit.position for unit in fresh(course).modules[0].units] == [1, 2, 3]
    assert move("Bends", "sideways").status_code == 422


def test_a_move_jumps_over_what_is_taken_out(teacher, course, units):
    teacher.post(f"/mentor/units/{units['Bends'].id}/archive")
    teacher.post(f"/mentor/units/{units['A bowline in slow motion'].id}/place", data={"direction": "up"})
    assert titles(course)[0] == ["A bowline in slow motion", "Loops"]
    teacher.post(f"/mentor/units/{units['Bends'].id}/restoration")
    assert titles(course)[0] == ["A bowline in slow motion", "Loops", "Bends"]


def test_a_script_gets_the_plan_and_a_word_about_it(teacher, course, units):
    answer = teacher.post(
        f"/mentor/units/{units['Bends'].id}/place", data={"direction": "up"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert f'hx-target="#plan-{course.id}"' in answer.text
    assert 'hx-target="#say"' in answer.text
    assert answer.text.index("Bends") < answer.text.index("Loops")


def test_the_other_teachers_see_the_plan_move(teacher, course, units, noor, heard, ada):
    course.teachers.append(noor)
    commit()
    teacher.post(f"/mentor/units/{units['Bends'].id}/place", data={"direction": "up"})
    assert "course:edited" in heard(noor)
    assert "course:edited" not in heard(ada)


def test_a_unit_moves_to_the_end_of_another_module_of_its_course(teacher, course, units, noor, sign_in):
    second = course.modules[1]
    teacher.post(f"/mentor/units/{units['Loops'].id}/module", data={"module_id": second.id})
    assert titles(course) == [
        ["Bends", "A bowline in slow motion"],
        ["What holds?", "Tie three of them", "Loops"],
    ]
    theirs = sign_in(noor)
    place = theirs.post("/mentor/courses", data={"title": "Hers"}).location
    theirs.post(f"{place}/modules", data={"title": "Hers too"})
    foreign = db.session.query(Module).filter_by(title="Hers too").one().id
    answer = teacher.post(f"/mentor/units/{units['Loops'].id}/module", data={"module_id": foreign})
    assert answer.status_code == 404


def test_modules_move_are_renamed_and_go_once_empty(teacher, course, units):
    first, second = course.modules
    first_id, second_id, version = first.id, second.id, version_of(second)
    teacher.post(f"/mentor/modules/{second_id}/place", data={"direction": "up"})
    assert [module.title for module in fresh(course).modules] == ["Go on", "Begin"]
    teacher.post(f"/mentor/modules/{second_id}", data={"title": "Go further", "version": version})
    assert [module.title for module in fresh(course).modules] == ["Go further", "Begin"]
    assert teacher.post(f"/mentor/modules/{second_id}/deletion").status_code == 409
    for title in ("What holds?", "Tie three of them"):
        teacher.post(f"/mentor/units/{units[title].id}/module", data={"module_id": first_id})
    assert teacher.post(f"/mentor/modules/{second_id}/deletion").status_code == 303
    assert [module.position for module in fresh(course).modules] == [1]


def test_in_a_published_course_a_new_unit_waits_to_be_put_in(teacher, course, sign_in, enrolled):
    module = course.modules[0]
    new = teacher.post(
        f"/mentor/modules/{module.id}/units", data={"kind": "lesson", "title": "Half a lesson"}
    )
    unit_id = int(new.location.rpartition("/")[2])
    student = sign_in(enrolled)
    assert "Half a lesson" not in student.get(f"/courses/{course.id}").text
    assert student.get(f"/units/{unit_id}").status_code == 404
    teacher.post(f"/mentor/units/{unit_id}/restoration")
    assert "Half a lesson" in student.get(f"/courses/{course.id}").text


def test_taking_a_unit_out_moves_progress_and_keeps_what_was_done(teacher, sign_in, enrolled, course, units):
    student = sign_in(enrolled)
    for title in ("Loops", "Bends"):
        student.post(f"/units/{units[title].id}/completion")
    for title in ("A bowline in slow motion", "What holds?"):
        teacher.post(f"/mentor/units/{units[title].id}/archive")
    enrollment = courses.enrollment_of(enrolled.id, course.id)
    assert fresh(enrollment).progress == 66
    teacher.post(f"/mentor/units/{units['Loops'].id}/archive")
    assert db.session.query(UnitCompletion).count() == 2
    work = units["Tie three of them"]
    teacher.post(f"/mentor/units/{work.id}", data={**unit_form(fresh(work)), "is_required": ""})
    assert fresh(db.session.query(Enrollment).one()).is_completed
