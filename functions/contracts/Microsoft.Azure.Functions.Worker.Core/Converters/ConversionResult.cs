namespace Microsoft.Azure.Functions.Worker.Converters;

public enum ConversionStatus
{
    Unhandled,
    Succeeded,
    Failed,
}

/// <summary>A converter's answer: not mine, the value, or why not.</summary>
public readonly struct ConversionResult
{
    ConversionResult(ConversionStatus status, object? value, Exception? error)
    {
        Status = status;
        Value = value;
        Error = error;
    }

    public ConversionStatus Status { get; }

    public object? Value { get; }

    public Exception? Error { get; }

    public static ConversionResult Unhandled() => new(ConversionStatus.Unhandled, null, null);

    public static ConversionResult Success(object? value) => new(ConversionStatus.Succeeded, value, null);

    public static ConversionResult Failed(Exception exception) =>
        new(ConversionStatus.Failed, null, exception ?? throw new ArgumentNullException(nameof(exception)));
}
