"""The web application: fill in, check, sign, submit, audit, return.

A Django project; one app per room. Nothing of the core knows of it. What a person may see and do
is answered by `organisations.permissions` alone; every change goes through `events.record`.
"""
