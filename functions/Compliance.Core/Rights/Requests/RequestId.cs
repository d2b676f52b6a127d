using System.Diagnostics.CodeAnalysis;

namespace Compliance.Rights.Requests;

/// <summary>A rights request: a lowercase UUID, version 7 when we make it. Opaque; may appear in URLs, logs and orchestration ids.</summary>
public readonly record struct RequestId(Guid Value)
{
    public static RequestId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public static bool TryParse([NotNullWhen(true)] string? text, out RequestId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value) && string.Equals(text, value.ToString("D"), StringComparison.Ordinal);
        id = ok ? new RequestId(value) : default;
        return ok;
    }

    /// <exception cref="FormatException">Not a lowercase UUID.</exception>
    public static RequestId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("Not a request id: a lowercase UUID.");

    public override string ToString() => Value.ToString("D");
}
