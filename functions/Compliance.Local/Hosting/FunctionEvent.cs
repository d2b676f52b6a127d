using Microsoft.AspNetCore.Http;

namespace Compliance.Local.Hosting;

/// <summary>The event that started a call.</summary>
public sealed record FunctionEvent
{
    /// <summary>Bound to the parameter with the trigger attribute.</summary>
    public object? Value { get; init; }

    /// <summary>Bound by name: route and query values, parts of a blob's path, properties of a message.</summary>
    public IReadOnlyDictionary<string, object?> BindingData { get; init; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Bound by type: values that only some triggers offer, such as the whole bus message besides its body.</summary>
    public IReadOnlyList<object> Extras { get; init; } = [];

    public HttpContext? Http { get; init; }

    /// <summary>Number of earlier attempts at this event.</summary>
    public int RetryCount { get; init; }

    public int MaxRetryCount { get; init; }
}
