"""What each setting does, in the languages of the command line."""

_MEANING = {
    "data": (
        "数据目录：内置数据库、密钥和锁。一个目录只能有一个服务",
        "Data directory: embedded database, keys, lock. One service per directory",
    ),
    "mongodb_uri": (
        "改用的副本集。其中不能有 w、journal、wtimeoutMS、readPreference，这些由服务设定",
        (
            "A replica set to use instead of the embedded server. No `w`, `journal`, "
            "`wtimeoutMS` or `readPreference` in it: the service sets them per transaction"
        ),
    ),
    "database": ("数据库名", "Name of the database"),
    "host": ("监听的地址", "Address to listen on"),
    "port": ("监听的端口", "Port to listen on"),
    "workers": ("工作进程数", "Worker processes"),
    "threads": (
        "每个工作进程的线程数；同时打开的文件比它少一个，所以至少 2",
        "Threads per worker; as many uploaded files less one are opened at a time, so 2 at least",
    ),
    "trusted_proxies": (
        "前面有几层反向代理。只有这时才采信 X-Forwarded-*、X-Request-Start、X-Request-Id",
        (
            "How many proxies stand in front. Only then are `X-Forwarded-*`, `X-Request-Start` and "
            "`X-Request-Id` believed"
        ),
    ),
    "secure_cookies": (
        "登录凭据标记 Secure，并发送 HSTS；演练时默认 0",
        "Marks cookies `Secure` and sends HSTS; 0 in training unless said otherwise",
    ),
    "second_factor": (
        "谁必须两步登录：required 部级和三类管理员，everyone 所有人，off 无人（仅演练，其默认）",
        (
            "Who must sign in with two steps: `required` ministry and administrators, `everyone`, "
            "`off` nobody (training only, and its default)"
        ),
    ),
    "secret_key": (
        (
            "签名密钥，用于会话和翻页。不设时首次启动生成，存于数据目录的 secret_key；"
            "多台机器共用一个数据库时必须设置"
        ),
        (
            "Signs sessions and cursors. Without it one is made at the first start and kept as "
            "`secret_key` in the data directory; needed where several machines serve one database"
        ),
    ),
    "encryption_keys": (
        (
            "加密密钥，用于库内的秘密。多个用英文逗号分隔，最新的在前。"
            "不设时首次启动生成，存于数据目录的 encryption_key"
        ),
        (
            "Encrypts what is kept secret in the database; several by comma, the newest first. "
            "Without it one is made at the first start and kept as `encryption_key`"
        ),
    ),
    "log_level": (
        "日志级别：DEBUG、INFO、WARNING、ERROR。DEBUG 时出错的命令也打印调用栈",
        (
            "Level of the log: `DEBUG`, `INFO`, `WARNING`, `ERROR`. With `DEBUG` a failing command "
            "also prints its traceback"
        ),
    ),
    "metrics_token": (
        "读取 /metrics 的令牌。不设时 /metrics 回答 404",
        "Bearer token of `/metrics`; without it `/metrics` answers 404",
    ),
    "training": (
        "演练模式：每页有横幅，每个应答有标记",
        "Training mode: banner on every page, header on every answer",
    ),
    "training_clock": (
        "仅演练：时钟的起点，如 2026-12-28T09:00，不写时区时为北京时间",
        (
            "Training only: the moment the clock starts at, such as `2026-12-28T09:00`, "
            "Asia/Shanghai unless it says otherwise"
        ),
    ),
    "clock_anchor": (
        "仅演练：起点对应的真实时刻（秒）。由服务为工作进程设定",
        (
            "Training only: the second of the wall clock at that moment; set by the service for "
            "its workers"
        ),
    ),
    "service_url": (
        "仅命令行：sheet upload 所连服务的地址",
        "Command line only: the service that `sheet upload` calls",
    ),
    "token": (
        "仅命令行：sheet upload 所用的接口令牌；也可用 --token-file 从文件读取",
        (
            "Command line only: the API token that `sheet upload` shows; `--token-file` reads it "
            "from a file"
        ),
    ),
}

MEANING_IN_ENGLISH = {name: english for name, (_, english) in _MEANING.items()}

SENTENCES = {f"setting_{name}": chinese for name, (chinese, _) in _MEANING.items()} | {
    "setting_line": "{variable} = {value}\n    {meaning}。默认：{default}",
    "setting_empty": "（空）",
    "setting_secret": "（已设置，不显示）",
    "setting_data_default": "项目目录下的 data",
    # What is wrong with the cluster's address.
    "uri_forbidden": (
        "RESERVE_MONGODB_URI 不能包含 {options}：读写关注由服务在事务中设定。请去掉后重试。"
    ),
    "uri_file": (
        "RESERVE_MONGODB_URI 不能用：读不了其中指定的文件 {path}（{reason}）。"
        "请核对 tlsCAFile、tlsCertificateKeyFile 所指的路径和读取权限。"
    ),
    "uri_certificate": (
        "RESERVE_MONGODB_URI 不能用：其中指定的文件不是可用的 PEM 证书或私钥（{reason}）。"
        "请核对 tlsCAFile、tlsCertificateKeyFile 所指的文件。"
    ),
    "uri_unusable": (
        "RESERVE_MONGODB_URI 不能用：{reason}。请核对写法：用户名和密码中的 / : @ % 等字符"
        "要写成 %2F 这样的转义，选项的值区分大小写（true、false）。"
    ),
}
