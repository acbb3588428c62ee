"""What the doors say whatever the subject: signing in, permission, versions, limits."""

SENTENCES = {
    "refused": "请求未被接受。",
    "not_signed_in": "请先登录；如使用接口，请检查令牌是否有效、是否已过期或已被撤销。",
    "not_allowed": "您当前的角色不能办理此事项。如确需办理，请联系本单位的安全管理员调整授权。",
    "not_found": "没有找到这条记录，或者它不在您的管理范围内。请核对编号后重试。",
    "method_not_allowed": "此地址不支持这种操作方式。",
    "invalid": "提交的内容有误，请按各项提示修改后重新提交；已填内容不会丢失。",
    "invalid_json": "请求内容不是有效的 JSON 对象，请检查格式。",
    "version_conflict": "这条记录在您打开之后已被他人修改。请刷新查看最新内容，再决定是否继续。",
    "version_required": "修改须注明所依据的版本（If-Match 请求头），以免覆盖他人的修改。",
    "idempotency_reused": "同一个 Idempotency-Key 已用于另一份内容。新的提交请换一个新的键。",
    "idempotency_in_progress": "同一个 Idempotency-Key 的请求正在处理，请稍后再试。",
    "cursor_forged": "翻页标记无效，请从第一页重新查询。",
    "too_many_requests": "操作过于频繁，请稍候再试。",
    "files_busy": "此刻正在检查的文件较多，您的文件尚未读取。请过半分钟再上传一次。",
    "body_too_large": "JSON 内容过大，最大允许 {limit_kb} KB。请检查是否误传了文件内容。",
    "too_large": "上传内容过大，最大允许 {limit_mb} MB。",
    "form_expired": "打开这一页之后登录有过变化（退出、过期或重新登录），这次提交没有接受。",
    "internal": "系统出现问题，没能答复这次请求。请稍后重试；如仍不行，请把请求编号告诉管理员。",
    "database_away": "数据库暂时不可用，请稍后重试；未收到回执的提交请视为未提交。",
}
