using System.Text.Json;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Functions.SubjectRequests;

/// <summary>One corrected value (openapi.yaml, <c>CorrectedValue</c>).</summary>
sealed record ShownChange(string Field, string? File, int? Turn, JsonElement? From, JsonElement? To)
{
    public static ShownChange Of(CorrectedValue value) => new(value.Field, value.File, value.Turn, value.From, value.To);
}

/// <summary>What a rectification does to one recording, as its preview shows it.</summary>
sealed record ShownCorrection(IReadOnlyList<ShownChange> Changes, IReadOnlyList<NotCorrected> NotCorrected)
{
    public static ShownCorrection Of(CorrectionPreview preview) =>
        new([.. preview.Changes.Select(ShownChange.Of)], preview.NotCorrected);
}
