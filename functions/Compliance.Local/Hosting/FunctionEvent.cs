using Microsoft.AspNetCore.Http;

namespace Compliance.Local.Hosting;

/// <summary>What started a call.</summary>
public sealed record FunctionEvent
{
    /// <summary>Bound to the parameter with the trigger attribute.</summary>
    public object? Value { get; init; }

    /// <summary>Bound by name: route and query values, parts of a blob's path, a message's properties.</summary>
    public IReadOnlyDictionary<string, object?> BindingData { get; init; } =
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Bound by type: what only some triggers offer (a bus message beside its body).</summary>
    public IReadOnlyList<object> Extras { get; init; } = [];

    public HttpContext? Http { get; init; }

    /// <summary>Earlier attempts at the same event.</summary>
    public int RetryCount { get; init; }

    public int MaxRetryCount { get; init; }
}
