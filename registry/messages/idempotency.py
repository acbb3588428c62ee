"""What is said about the key that makes a repeated request harmless."""

SENTENCES = {
    "idempotency_reused": "同一个 Idempotency-Key 已用于另一份内容。新的提交请换一个新的键。",
    "idempotency_in_progress": (
        "同一个 Idempotency-Key 的请求正在处理，请稍后用同一个键再试，不会重复登记。"
    ),
    "idempotency_key_wanted": "Idempotency-Key 应为 8 至 128 个可见的英文字符。",
}
