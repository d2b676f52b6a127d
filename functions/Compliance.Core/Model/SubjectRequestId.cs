using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Compliance.Json;

namespace Compliance.Model;

/// <summary>Id of a subject request: a lowercase UUID, version 7 if generated here. May appear in URLs, logs and orchestration
/// ids.</summary>
[JsonConverter(typeof(SubjectRequestIdConverter))]
public readonly record struct SubjectRequestId(Guid Value)
{
    public static SubjectRequestId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public static bool TryParse([NotNullWhen(true)] string? text, out SubjectRequestId id)
    {
        var ok = LowercaseUuid.TryParse(text, out var value);
        id = ok ? new SubjectRequestId(value) : default;
        return ok;
    }

    /// <exception cref="FormatException">Not a lowercase UUID.</exception>
    public static SubjectRequestId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A request id must be a lowercase UUID.");

    public override string ToString() => Value.ToString("D");
}

sealed class SubjectRequestIdConverter() : StrongStringConverter<SubjectRequestId>(SubjectRequestId.TryParse, "must be a lowercase UUID");
