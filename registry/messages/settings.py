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
    "public_url": (
        "本服务对外的地址，写进通知、回执二维码和日历的链接；不设时通知不带链接，其余用访问时的地址",
        (
            "Address of this service as its users see it, for links in notices, receipts and "
            "calendars; without it notices have none, the others lead where they were asked"
        ),
    ),
    "smtp_host": (
        "邮件服务器；不设时不发邮件",
        "Mail server; without it no e-mail is sent",
    ),
    "smtp_port": ("邮件服务器的端口", "Port of the mail server"),
    "smtp_security": (
        "与邮件服务器的连接：starttls、tls（一开始就加密）、none（不加密，仅限本机或内网）",
        (
            "The line to the mail server: `starttls`, `tls` from the first byte, `none` (in the "
            "clear: this machine or a closed network only)"
        ),
    ),
    "smtp_user": ("邮件服务器的用户名；不设时不登录", "User at the mail server; without it none"),
    "smtp_password": ("邮件服务器的密码", "Password at the mail server"),
    "smtp_from": (
        "发件人地址；发邮件时必须设置",
        "Address that e-mail comes from; needed to send any",
    ),
    "sms_url": (
        "短信网关的地址；不设时不发短信",
        "Address of the gateway for text messages; without it none is sent",
    ),
    "sms_body": (
        "发给短信网关的 JSON；其中 {{phone}}、{{text}}、{{id}} 换成号码、正文、投递编号",
        (
            "JSON sent to the gateway; `{phone}`, `{text}` and `{id}` in its texts become number, "
            "text and the delivery's id"
        ),
    ),
    "sms_success": (
        '短信网关答复中表示已受理的字段，如 {{"code": 0}}；不设时状态码 2xx 即为受理',
        (
            "Fields of the gateway's answer that say it took the message, such as "
            '`{"code": 0}`; without them any 2xx does'
        ),
    ),
    "sms_header": (
        "发给短信网关的认证请求头的名称",
        "Name of the request header that carries the gateway's secret",
    ),
    "sms_secret": (
        "该请求头的内容，如 Bearer …",
        "What that header says, such as `Bearer …`",
    ),
    "outgoing_networks": (
        "消息推送除公网外可以连接的网段，如 10.1.0.0/16，多个用英文逗号分隔",
        (
            "Networks that webhooks may reach besides the public internet, such as `10.1.0.0/16`; "
            "several by comma"
        ),
    ),
    "outgoing_ports": (
        "消息推送可以连接的端口，多个用英文逗号分隔",
        "Ports that webhooks may reach; several by comma",
    ),
    "outgoing_http": (
        "允许用不加密的 http 推送消息、连接短信网关",
        "Lets webhooks and the gateway for text messages be plain http",
    ),
    "outgoing_authorities": (
        "外发连接所信任的根证书文件（PEM）；不设时用系统通用的",
        "File of certificates (PEM) that outgoing connections trust; without it the usual ones",
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
