"""What desks do with reports: nearly all are answered, as in a city at work."""

import http.client
import json

from accounts import invite
from sandbox import SandboxError

OPEN = 20  # of so many reports one is still open
SUMMARY = "Đã kiểm tra tại chỗ và xử lý xong, đề nghị bà con theo dõi thêm"
REFUSAL = {"action": "refuse", "code": "already_resolved", "explanation": "Việc này đã được đội duy tu xử lý xong trước đó"}

ASKING = """
    SELECT json_build_object('code', report.code)
    FROM report
    JOIN category_version AS said ON said.category_id = report.category_id AND said.version = report.category_version
    WHERE said.evidence_required
"""


def file_and_answer(stage, city, count):
    """Files reports and has the coordinator answer all but each twentieth: those whose category asks for a picture are refused, others resolved,
    with which their reporters are satisfied. So nothing is left to be closed some day."""
    filed = [city.file_one(stage.service.port) for _ in range(count)]
    asking = {row["code"] for row in stage.database.rows(ASKING)}
    coordinator = invite(stage.service.port, stage.administrator, "answering", "city_coordinator")
    connection = http.client.HTTPConnection("127.0.0.1", stage.service.port, timeout=20)
    try:
        for report in (report for number, report in enumerate(filed) if number % OPEN):
            if report["code"] in asking:
                _act(connection, report["code"], REFUSAL, coordinator)
            else:
                _act(connection, report["code"], {"action": "acknowledge"}, coordinator)
                _act(connection, report["code"], {"action": "resolve", "summary": SUMMARY}, coordinator)
                feedback = {"rating": "satisfied"}
                _ask(connection, "POST", f"/v1/reports/{report['code']}/feedback", report["tracking_token"], feedback)
    finally:
        connection.close()


def _act(connection, code, action, token):
    tag = _ask(connection, "GET", f"/v1/staff/reports/{code}", token)
    _ask(connection, "POST", f"/v1/staff/reports/{code}/actions", token, action, tag)


def _ask(connection, method, path, token, members=None, tag=None):
    """The version of the answer, which must be one."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | ({"If-Match": tag} if tag else {})
    connection.request(method, path, None if members is None else json.dumps(members).encode(), headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status >= 300:
        raise SandboxError(f"{method} {path}: {answer.status} {body.decode()}")
    return answer.getheader("ETag")
