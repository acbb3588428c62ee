"""What is said of backing up and restoring."""

SENTENCES = {
    "backup_exists": (
        "{path} 已存在。备份不会覆盖任何文件：请换一个文件名；"
        "如果是 .part 文件，说明另一次备份正在进行，或上次备份中断，确认无人在备份后可删除。"
    ),
    "backup_unwritable": "写不了 {path}（{reason}）。请核对目录、权限和剩余空间。",
    "backup_unreadable": "打不开 {path}（{reason}）。请核对路径和读取权限。",
    "backup_foreign": "{path} 不是本服务的备份文件。请选择由 reserve backup 生成的文件。",
    "backup_newer": "{path} 由更新的版本（{service}）生成，本版本读不全。请先升级服务再恢复。",
    "backup_damaged": (
        "备份文件 {path} 已损坏：{member} 与清单的摘要不符或不完整。"
        "没有写入任何内容，请改用另一份备份。"
    ),
    "backup_cut_off": (
        "{path} 已损坏或不完整：开头像是备份文件，结尾却缺失。没有写入任何内容。"
        "请重新复制，并核对备份时显示的字节数和 SHA-256；仍不行请改用另一份备份。"
    ),
    "backup_of_training": (
        "{path} 是演练环境的备份，其中账号的密码是公开的，不能恢复到正式环境，没有写入任何内容。"
        "请改用正式环境的备份；要恢复演练数据，请设置 RESERVE_TRAINING=1，并指定演练用的空库。"
    ),
    "backup_of_nothing": (
        "没有备份：{where}（库名 {database}）里没有任何账号，不是正在使用的数据。"
        "可能没有设置 RESERVE_DATA、RESERVE_MONGODB_URI 或 RESERVE_DATABASE："
        "请用服务所用的同一份设置执行，并用 reserve settings 核对。"
    ),
    "backup_of_data": "数据目录 {data} 的内置数据库",
    "backup_of_cluster": "数据库 {hosts}",
    "backup_too_slow": (
        "写备份用时过长，数据库已不再保留开始时刻的数据，没有留下文件。"
        "请在空闲时重试；数据量很大时请用集群自带的备份工具，见 docs/operations.md。"
    ),
    "restore_unfinished": (
        "上一次恢复（{name}）没有完成，库中数据不完整，服务不能启动，也不能在其上办理。"
        "确认没有人正在恢复后，请执行 reserve restore 并加 --start-over 重新恢复。"
    ),
    "restore_beside_service": (
        "数据目录 {data} 的服务正在运行（进程 {pid}）。恢复前请先停止服务。"
    ),
    "database_not_empty": (
        "数据库不是空的（{names} 中已有数据）。恢复只写入空库，不会合并或覆盖："
        "请用 RESERVE_DATABASE 或 RESERVE_DATA 指定空库。"
    ),
    "restored_differently": (
        "写入后核对不符：{name} 与备份不一致，已清空写入的内容。请检查磁盘后重试。"
    ),
    "backup_step": "[{done}/{total}] {name}",
    "backup_made": (
        "备份完成：{path}\n数据时刻：{taken_at}，共 {documents} 条，{size} 字节\n"
        "SHA-256：{digest}\n"
        "签名密钥和加密密钥不在备份中，请另行妥善保管。"
    ),
    "backup_restored": (
        "恢复完成：{documents} 条，数据时刻 {taken_at}。各集合摘要、记录链和文件摘要已核对。\n"
        "原有的登录已全部退出，请重新登录。"
    ),
    "restored_chain_broken": "记录链断裂：{subject}。备份时就是如此，请由审计管理员核查。",
    "restored_file_wrong": (
        "文件缺失或摘要不符：{digest}。备份时就是如此，请用更早的备份核对，或请报送的单位重新提供。"
    ),
    "story_backup.make": "生成备份",
    "story_backup.restore": "恢复备份",
    "ledger_documents": "条数",
    "ledger_taken_at": "数据时刻",
}
