"""The doors: their functions, the authorizer, one API, and what keeps them warm."""

from __future__ import annotations

from constructs import Construct

from infra.blocks.api import Api
from infra.blocks.function import Layers, LiveFunction
from infra.blocks.stack import StageStack
from infra.blocks.tide import Tide
from infra.functions import Trigger, those
from infra.ground import Ground
from infra.tide import DOORS, plan, shape


class Doors(StageStack):
    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "doors", ground.plan, "Doors, authorizer and API")
        layers = Layers(self, ground)
        live = {
            function.folder: LiveFunction(self, function, layers, ground)
            for function in those(Trigger.HTTP, Trigger.AUTHORIZER)
        }
        doors = [each for each in live.values() if each.function.trigger is Trigger.HTTP]
        Api(self, doors, live["authorizer"], ground)
        if ground.stage.tide:
            day = shape()
            for door in DOORS:
                Tide(self, live[door.folder], plan(door, day))
