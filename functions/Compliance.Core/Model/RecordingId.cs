using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Compliance.Json;

namespace Compliance.Model;

/// <summary>Id of a recording: a lowercase UUID, version 7 if generated here. Opaque; may appear in URLs, logs and orchestration
/// ids.</summary>
[JsonConverter(typeof(RecordingIdConverter))]
public readonly record struct RecordingId(Guid Value)
{
    public static RecordingId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    public static bool TryParse([NotNullWhen(true)] string? text, out RecordingId id)
    {
        var ok = LowercaseUuid.TryParse(text, out var value);
        id = ok ? new RecordingId(value) : default;
        return ok;
    }

    /// <exception cref="FormatException">Not a lowercase UUID.</exception>
    public static RecordingId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A recording id must be a lowercase UUID.");

    public override string ToString() => Value.ToString("D");
}

sealed class RecordingIdConverter() : StrongStringConverter<RecordingId>(RecordingId.TryParse, "must be a lowercase UUID");
