"""What the doors say whatever the subject: signing in, permission, versions, limits."""

SENTENCES = {
    "refused": "这次操作没有办理，数据没有改动。请核对所填内容后再试。",
    "not_signed_in": "请先登录；如使用接口，请检查令牌是否有效、是否已过期或已被撤销。",
    "not_allowed": (
        "您当前的角色不能办理此事项，没有作任何改动。如确需办理，请联系安全管理员调整授权。"
    ),
    "not_found": "没有找到这条记录，或者它不在您的管理范围内。请核对编号后重试。",
    "method_not_allowed": (
        "此地址不支持这种操作方式。请从页面上的链接或按钮进入；使用接口的请对照接口文档。"
    ),
    "invalid": "提交的内容有误，请按各项提示修改后重新提交；已填内容不会丢失。",
    "invalid_json": "请求内容不是有效的 JSON 对象，没有办理。请检查括号、引号和编码（UTF-8）。",
    "version_conflict": "这条记录在您打开之后已被他人修改。请刷新查看最新内容，再决定是否继续。",
    "version_required": "修改须注明所依据的版本（If-Match 请求头），以免覆盖他人的修改。",
    "cursor_forged": "翻页标记无效，请从第一页重新查询。",
    "too_many_requests": "操作过于频繁，这次没有办理。请等一两分钟再试。",
    "files_busy": "此刻正在检查的文件较多，您的文件尚未读取。请过半分钟再上传一次。",
    "body_too_slow": "内容传得太慢或中途停了，没有收完，也没有保存。请检查网络后重新提交。",
    "intake_busy": "此刻正在接收的内容较多，您提交的内容尚未接收。请过半分钟再提交一次。",
    "body_too_large": "JSON 内容过大，最大允许 {limit_kb} KB。请检查是否误传了文件内容。",
    "page_unknown": "这个网址没有对应的页面。",
    "too_large": "上传内容过大，最大允许 {limit_mb} MB，没有接收。",
    "form_expired": "打开这一页之后登录有过变化（退出、过期或重新登录），这次提交没有接受。",
    "internal": "系统出现问题，没能答复这次请求。请稍后重试；如仍不行，请把请求编号告诉管理员。",
    "database_away": (
        "数据库暂时不可用，请过几秒再试。没有收到回执的提交请原样再交一次：已经收到的不会重复登记。"
    ),
    "database_login_refused": (
        "数据库不接受登录：RESERVE_MONGODB_URI 中的用户名或密码不对，"
        "或 authSource 不是建立该用户的库（通常是 admin）。请改正后重试。"
    ),
    "database_right_missing": (
        "数据库用户的权限不够，或 RESERVE_MONGODB_URI 中没有写用户名和密码。"
        "请让服务的用户对 RESERVE_DATABASE 所指的库有 readWrite，对 admin 库有 clusterMonitor。"
    ),
    "database_untrusted": (
        "数据库的证书没有通过核对，所以没有连接。请核对 RESERVE_MONGODB_URI 中 tlsCAFile "
        "是否为签发该证书的机构、主机名是否与证书一致、证书是否过期。"
    ),
    # What schemas say of one field; marshmallow fills in the parameters, some in two rounds.
    "field_required": "这一项必须填写。",
    "field_invalid": "这一项的写法不对，请按接口文档的说明填写。",
    "field_not_taken": "没有这一项，请核对名称或去掉它。",
    "field_no_text": "这里应是一段文字。",
    "field_no_whole_number": "这里应是整数。",
    "field_no_number": "这里应是数字。",
    "field_no_boolean": "这里应是 true 或 false。",
    "field_no_day": "这里应是日期，如 2026-12-28。",
    "field_no_list": "这里应是一个列表。",
    "field_no_object": "这里应是一个 JSON 对象。",
    "field_no_file": "这里应是上传的文件。",
    "field_too_short": "长度不能少于 {min}。",
    "field_too_long": "长度不能超过 {max}。",
    "field_length": "长度应在 {min} 至 {max} 之间。",
    "field_length_exact": "长度应为 {equal}。",
    "field_too_small": "不能小于 {{min}}。",
    "field_too_great": "不能大于 {{max}}。",
    "field_range": "应在 {{min}} 至 {{max}} 之间。",
    "field_choice": "只能是下列之一：{choices}。",
}
