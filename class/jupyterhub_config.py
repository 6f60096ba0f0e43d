"""A class server on one machine: `jupyterhub -f class/jupyterhub_config.py` in a clone.

Without CLASS_TRIAL, each student is a user of the system, and systemd keeps the limits. With it,
as `class/trial.py` sets it, all students are the user who started the trial.
"""

import os
import sys
from pathlib import Path

import psutil

c = get_config()  # noqa: F821   JupyterHub defines it

COURSE = Path(__file__).resolve().parents[1]
TRIAL = os.environ.get("CLASS_TRIAL")  # the folder of a trial
STATE = Path(TRIAL or "/var/lib/class")
SCHOOL = Path("/etc/class/school.py")  # what this school does in another way, such as its sign-in
GIB = 2**30
# Measured: a server and a kernel with lesson 07, the largest, and what the machine itself needs.
EACH_STUDENT, THE_REST = 0.75 * GIB, 2 * GIB
MINUTE = 60

# The doors. Only this computer sees them: a web server with the school's certificate is in front.
c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ.get('CLASS_PORT', 8000)}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ.get('CLASS_HUB_PORT', 8081)}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ.get('CLASS_PROXY_PORT', 8001)}"

# A hub that ends and starts again finds the proxy, the servers and the students as they were.
c.ConfigurableHTTPProxy.should_start = False
c.JupyterHub.cleanup_proxy = c.JupyterHub.cleanup_servers = False
c.JupyterHub.db_url = f"sqlite:///{STATE}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")

# Who may sign in. The school's own list is in SCHOOL.
c.Authenticator.admin_users = set(os.environ.get("CLASS_TEACHERS", "teacher").split())
if TRIAL:
    c.JupyterHub.authenticator_class = "shared-password"
    c.SharedPasswordAuthenticator.user_password = os.environ["CLASS_PASSWORD"]
    c.SharedPasswordAuthenticator.admin_password = os.environ["CLASS_TEACHERS_PASSWORD"]
    c.Authenticator.allowed_users = set(os.environ["CLASS_STUDENTS"].split())
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = str(STATE / "homes" / "{username}")
else:
    c.JupyterHub.authenticator_class = "pam"
    c.PAMAuthenticator.allowed_groups = {"students"}
    c.JupyterHub.spawner_class = "systemd"
    c.SystemdSpawner.mem_limit = "3G"  # all processes of a student
    c.SystemdSpawner.cpu_limit = 2.0
    c.SystemdSpawner.isolate_tmp = True
    c.SystemdSpawner.isolate_devices = True
    c.SystemdSpawner.disable_user_sudo = True

# What a student gets: class/student_server.py delivers the lessons and limits the memory.
c.Spawner.cmd = [sys.executable, str(COURSE / "class" / "student_server.py")]
limits = ("CLASS_GIB", "CLASS_IDLE")  # which class/student_server.py reads
c.Spawner.environment = {name: os.environ[name] for name in limits if name in os.environ}
c.Spawner.default_url = "/lab/tree/01_graph_and_session.ipynb"
c.Spawner.start_timeout = c.Spawner.http_timeout = 5 * MINUTE  # a whole class at once
# No more servers than the memory holds: the next student reads that the class is full.
room = psutil.virtual_memory().total - THE_REST
c.JupyterHub.active_server_limit = int(
    os.environ.get("CLASS_SERVERS") or max(1, room // EACH_STUDENT)
)

# Servers that nobody uses end; class/student_server.py ends kernels, which is sooner. Servers
# report every five minutes, so a shorter limit would end some that are used.
idle = os.environ.get("CLASS_IDLE_SERVER", 60 * MINUTE)
culler = [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={idle}"]
c.JupyterHub.services = [{"name": "culler", "command": [*culler, "--cull-every=300"]}]
c.JupyterHub.load_roles = [
    {
        "name": "culler",
        "services": ["culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    },
    {
        # A teacher may look into a student's server, and end it.
        "name": "teacher",
        "users": sorted(c.Authenticator.admin_users),
        "scopes": ["admin-ui", "list:users", "admin:servers", "access:servers"],
    },
]
if TRIAL:  # class/trial.py ends the servers with it
    trial = {"name": "trial", "api_token": os.environ["CLASS_TRIAL_TOKEN"]}
    c.JupyterHub.services.append(trial)
    c.JupyterHub.load_roles.append(
        {
            "name": "trial",
            "services": ["trial"],
            "scopes": ["list:users", "read:servers", "delete:servers"],
        }
    )
elif SCHOOL.is_file():
    load_subconfig(str(SCHOOL))  # noqa: F821
