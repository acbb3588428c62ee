"""What `reserve doctor` says: each check by its name, what was found, and how to mend it."""

SENTENCES = {
    "doctor_verdict_fine": "正常",
    "doctor_verdict_unknown": "未知",
    "doctor_verdict_doubtful": "注意",
    "doctor_verdict_wrong": "须处理",
    "doctor_line": "[{verdict}] {check}",
    "doctor_advice": "    {sentence}",
    "doctor_total": "须处理 {wrong} 项，注意 {doubtful} 项，正常 {fine} 项，未知 {unknown} 项。",
    # What is looked at.
    "doctor_check_processor": "处理器",
    "doctor_check_kernel": "内核",
    "doctor_check_mongod": "内置数据库程序",
    "doctor_check_guard": "进程守护（setpriv）",
    "doctor_check_memory": "内存",
    "doctor_check_files": "可打开的文件数",
    "doctor_check_disk": "磁盘空间",
    "doctor_check_time": "时钟同步",
    "doctor_check_address": "监听地址",
    "doctor_check_front": "前端与 TLS",
    "doctor_check_public_url": "对外地址",
    "doctor_check_data": "数据目录",
    "doctor_check_keys": "签名密钥和加密密钥",
    "doctor_check_training": "演练模式",
    "doctor_check_second_factor": "两步登录",
    "doctor_check_cluster": "数据库的选择",
    "doctor_check_threads": "线程数",
    "doctor_check_database": "数据库连接",
    "doctor_check_replica_set": "副本集",
    "doctor_check_version": "数据库版本",
    "doctor_check_clocks": "数据库时钟",
    "doctor_check_indexes": "索引",
    "doctor_check_notice": "放假安排通知",
    "doctor_check_backup": "备份",
    "doctor_check_restoration": "未完成的恢复",
    "doctor_check_jobs": "定时工作",
    "doctor_check_admissions": "中断的入库",
    "doctor_check_loads": "中断的存量导入",
    "doctor_check_factors": "应当两步登录的账号",
    "doctor_check_ledger": "记录链",
    # What is wrong, and how to mend it.
    "doctor_processor": (
        "处理器为 {read}，内置数据库只能在 x86_64 上运行。请换用 x86_64 机器，"
        "或用 RESERVE_MONGODB_URI 连接别处的副本集。"
    ),
    "doctor_avx": (
        "处理器没有 AVX 指令，内置数据库启动不了。请换机器，"
        "或用 RESERVE_MONGODB_URI 连接别处的副本集；虚拟机请把 CPU 类型设为 host。"
    ),
    "doctor_kernel": "内核 {read} 过旧，内置数据库未在其上试过。请升级操作系统。",
    "doctor_mongod": (
        "内置数据库程序运行不了：{reason}。缺少 libcurl4 时请安装该软件包，"
        "程序缺失时请执行 make install。"
    ),
    "doctor_guard": (
        "找不到 setpriv：服务被强行终止时，内置数据库会留在后台。请安装软件包 util-linux。"
    ),
    "doctor_memory": (
        "内存 {megabytes} MB，少于建议的 {least} MB。请增加内存，或减少 RESERVE_WORKERS。"
    ),
    "doctor_files": (
        "一个进程最多打开 {read} 个文件，数据库需要 {least} 个以上。"
        "请提高限制：systemd 用 LimitNOFILE，命令行用 ulimit -n。"
    ),
    "doctor_disk_unknown": "看不到数据目录所在的磁盘。",
    "doctor_disk_full": ("数据目录所在磁盘只剩 {megabytes} MB，数据库随时会停。请立即清理或扩容。"),
    "doctor_disk_low": "数据目录所在磁盘剩 {megabytes} MB。请尽早清理或扩容。",
    "doctor_time": (
        "本机时钟没有与时间服务器同步，窗口的开放和截止以本机时钟为准。"
        "请启用 NTP，如 timedatectl set-ntp true。"
    ),
    "doctor_time_unknown": "从这里看不出时钟是否同步（没有 timedatectl）。请自行确认 NTP 已启用。",
    "doctor_address": "{reason}",
    "doctor_cookies": (
        "登录凭据没有标记 Secure，会在未加密的连接上传送。"
        "请取消 RESERVE_SECURE_COOKIES=0，并在前面设置 TLS。"
    ),
    "doctor_no_front": (
        "服务直接对外监听，前面没有 TLS。请用 deploy/nginx.conf 那样的前端，"
        "并设置 RESERVE_TRUSTED_PROXIES；登录限制和到达时间也靠它。"
    ),
    "doctor_front": (
        "没有说明前面有反向代理。真实使用时请在前面设置 TLS，并设置 RESERVE_TRUSTED_PROXIES。"
    ),
    "doctor_public_url": (
        "没有设置 RESERVE_PUBLIC_URL：通知不带链接，回执上的二维码和日历中的链接"
        "按访问时所用的地址生成，可能指向他处。请设为用户访问本服务的地址。"
    ),
    "doctor_open": "本机其他用户可以读取 {paths}。请收回权限：目录 chmod 700，密钥 chmod 600。",
    "doctor_data_no_folder": (
        "数据目录 {data} 不能使用：{path} 是文件，不是目录。请用 RESERVE_DATA 指定一个目录。"
    ),
    "doctor_data_forbidden": (
        "数据目录 {data} 不能使用：当前用户不能读写 {path}。请用运行服务的用户执行；"
        "仍不行时请改正该目录的所有者和权限，并确认磁盘不是以只读方式挂载。"
    ),
    "doctor_secret_short": (
        "RESERVE_SECRET_KEY 不足 {least} 个字符，容易被猜出。请换成随机生成的长字符串。"
    ),
    "doctor_keys_apart": (
        "{names} 还没有设置，首次启动时会在本机数据目录生成。"
        "多台机器共用一个数据库时，请用 RESERVE_SECRET_KEY、RESERVE_ENCRYPTION_KEY 统一设置。"
    ),
    "doctor_made_up": (
        "数据目录 {data} 里是演练数据，却没有开启演练模式。"
        "请换一个数据目录，不要在其上受理真实填报。"
    ),
    "doctor_training": "演练模式已开启：时钟和账号均为演练所用，不受理真实填报。",
    "doctor_second_factor": "两步登录已关闭（仅演练允许）。真实使用时不要设置 off。",
    "doctor_embedded": (
        "正在使用内置数据库：只有一个成员，适合试用和单机。"
        "真实使用请用 RESERVE_MONGODB_URI 连接带认证和 TLS 的三成员副本集。"
    ),
    "doctor_cluster_password": (
        "RESERVE_MONGODB_URI 中没有用户名和密码。请在副本集上启用认证，并为服务建立专用用户。"
    ),
    "doctor_cluster_tls": (
        "与数据库的连接没有加密。请在副本集上启用 TLS，并在 RESERVE_MONGODB_URI 中加上 tls=true。"
    ),
    "doctor_cluster_careless": (
        "RESERVE_MONGODB_URI 中的 {options} 使服务不核对数据库的证书，他人可以冒充数据库。"
        "请去掉，并用 tlsCAFile 指定签发证书的机构。"
    ),
    "doctor_threads": (
        "每个进程只有 {read} 个线程，检查文件时没有线程应答他人。"
        "请把 RESERVE_THREADS 设为 {least} 以上。"
    ),
    "doctor_uri": "{reason}",
    "doctor_database_away": (
        "连不上数据库，或没有主节点。请查看数据库日志；内置数据库请重新启动服务。"
    ),
    "doctor_database_resting": (
        "内置数据库没有运行（服务未启动），库内各项没有检查。请启动服务后再执行一次。"
    ),
    "doctor_database_refuses": (
        "数据库拒绝了检查所需的命令（{reason}）。请核对服务所用数据库用户的权限。"
    ),
    "doctor_standalone": (
        "数据库不是副本集，事务不能成立，服务无法工作。请改为副本集（一个成员也可以）。"
    ),
    "doctor_members": (
        "副本集只有 {read} 个成员，坏一台机器就会停止服务。请配置 {wanted} 个成员。"
    ),
    "doctor_version": "MongoDB {read} 过旧，服务不支持。请升级到仍在维护的版本。",
    "doctor_version_ended": "MongoDB {read} 已停止维护。请升级到仍在维护的版本。",
    "doctor_clocks": ("数据库的时钟与本机相差 {seconds} 秒。请让各台机器都与同一时间服务器同步。"),
    "doctor_indexes": "缺少索引：{names}。请重新启动服务，启动时会补建；数据量大时需要几分钟。",
    "doctor_notice": (
        "还没有 {year} 年的放假安排通知，12 月窗口的日期仍为暂定。"
        "国务院办公厅发布后请执行 reserve calendar import。"
    ),
    "doctor_no_backup": "还没有用 reserve backup 做过备份。请现在备份一次，并定期执行。",
    "doctor_old_backup": "最近一次备份是 {days} 天前的数据。请执行 reserve backup，并定期执行。",
    "doctor_stopped": "入库中断：{names}。请执行 reserve jobs --once 继续，原因见日志。",
    "doctor_stopped_loads": (
        "存量导入中断：{names}。请执行 reserve load resume 继续，原因见日志。"
    ),
    "doctor_no_jobs": (
        "定时工作还没有运行过。使用内置数据库时服务启动约十秒后会自动开始；"
        "使用集群时请启动 reserve jobs（systemd 单元 reserve-jobs）。"
    ),
    "doctor_nobody_leads": (
        "现在没有进程在做定时工作。请启动 reserve jobs；"
        "规则不依赖它，但提醒和中断的工作会等到它运行。"
    ),
    "doctor_late_jobs": (
        "定时工作没有按时运行：{names}。请查看 reserve jobs 是否在运行；"
        "规则不依赖它，中断的工作会等到有人查看时才继续。"
    ),
    "doctor_failed_jobs": (
        "定时工作上次没有办成：{names}。原因见日志中的 job_failed，下一次会重试。"
    ),
    "doctor_factors": (
        "{count} 个账号应当两步登录而尚未设置，登录后只能先设置。请安全管理员在“两步登录”页面督促。"
    ),
    "doctor_ledger": "记录链断裂：{names}。请停止改动，由审计管理员核查，并保留最近的备份。",
}
