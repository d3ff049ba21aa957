using Unified.Errors;

namespace Unified.Streaming.Kafka;

/// <summary>Settings of the Kafka client are wrong: nothing was started.</summary>
public sealed class KafkaSettingException(string message, Exception? inner = null) : UnifiedException(message, inner);
