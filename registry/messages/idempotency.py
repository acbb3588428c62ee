"""What is said about the key that makes a repeated request harmless."""

SENTENCES = {
    "idempotency_reused": "同一个 Idempotency-Key 已用于另一份内容。新的提交请换一个新的键。",
    "idempotency_in_progress": "同一个 Idempotency-Key 的请求正在处理，请稍后再试。",
    "idempotency_key_wanted": "Idempotency-Key 应为 8 至 128 个可见的英文字符。",
}
