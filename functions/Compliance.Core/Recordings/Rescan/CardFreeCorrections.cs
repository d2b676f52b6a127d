using System.Text.Json;
using Compliance.Json;

namespace Compliance.Recordings;

/// <summary>
/// The corrections that are sealed with a recording's metadata, without card data: an older gate has let through what they put right, too.
/// </summary>
static class CardFreeCorrections
{
    public static CorrectionNote Note(CorrectionNote note, CardFreeMetadata.TextOf text) => note with
    {
        Reason = text("reason", note.Reason)!,
        Changes = [.. note.Changes.Select(x => x with { From = Value(x.Field, x.From, text), To = Value(x.Field, x.To, text) })],
    };

    static JsonElement? Value(string field, JsonElement? value, CardFreeMetadata.TextOf text) => value switch
    {
        { ValueKind: JsonValueKind.String } one => CorrectionReader.Element(text(field, one.GetString())),
        { ValueKind: JsonValueKind.Array } list when field == "parties" =>
            CorrectionReader.Element(CardFreeMetadata.Parties(Read<IReadOnlyList<Party>>(list), text)),
        { ValueKind: JsonValueKind.Array } list when field == "purposes" =>
            CorrectionReader.Element(CardFreeMetadata.Purposes(Read<IReadOnlyList<Purpose>>(list), text)),
        { ValueKind: JsonValueKind.Object } pairs when field == "custom" =>
            CorrectionReader.Element(CardFreeMetadata.Custom(Read<IReadOnlyDictionary<string, string>>(pairs), text)),
        _ => value,
    };

    static T Read<T>(JsonElement value) => value.Deserialize<T>(StrictJson.Options)
        ?? throw new JsonException("A sealed correction has no value.");
}
