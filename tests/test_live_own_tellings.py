"""One change that says something else to each: a program is told what is for its channel, and nothing else."""

from tests.test_live_hub import stage
from tests.test_live_programs import events, program
from webapp.flow import user_channel

__all__ = ["stage"]


def test_each_is_told_their_own(stage, monkeypatch):
    def own(message):
        return {user_channel(id): [("test:yours", {"for": id})] for id in message.facts["to"]}

    monkeypatch.setattr(stage.hub, "_own_tellings_of", own)
    monkeypatch.setattr(stage.hub, "_tellings_of", lambda _: [])
    began = stage.hub.position()
    ada, ben, cleo = (program(stage, id) for id in (1, 2, 3))
    stage.hub.broker.publish([user_channel(1), user_channel(2)], "test:said", {"to": [1, 2], "words": ""})
    position = stage.hub.position()
    assert events(ada) == [("test:yours", '{"for": 1}', position)]
    assert events(ben) == [("test:yours", '{"for": 2}', position)]
    assert events(cleo) == []
    assert events(program(stage, 2, since=began)) == [("test:yours", '{"for": 2}', position)]
