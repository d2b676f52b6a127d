namespace Compliance.Keys;

/// <summary>
/// The <c>seal</c> versions that wrap a key record's keys, as metadata <c>seal</c> of its blob (<c>kid</c>s in order, separated by commas),
/// written together with the record. One listing therefore tells which records a rotation still has to re-wrap; records without it must be
/// read.
/// </summary>
static class SealVersions
{
    const string Name = "seal";

    /// <returns>Null for a record without keys.</returns>
    public static IDictionary<string, string>? Metadata(IEnumerable<string> keyIds) =>
        Text(keyIds) is { Length: > 0 } text ? new Dictionary<string, string>(StringComparer.Ordinal) { [Name] = text } : null;

    /// <summary>The record's metadata with these versions; other entries stay.</summary>
    public static IDictionary<string, string> In(IReadOnlyDictionary<string, string> metadata, IEnumerable<string> keyIds) =>
        new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase) { [Name] = Text(keyIds) };

    /// <returns>Empty if the blob does not state them.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<KeyValuePair<string, string>>? metadata) =>
        metadata?.FirstOrDefault(x => x.Key.Equals(Name, StringComparison.OrdinalIgnoreCase)).Value is { } text
            ? text.Split(',', StringSplitOptions.RemoveEmptyEntries)
            : [];

    static string Text(IEnumerable<string> keyIds) =>
        string.Join(',', keyIds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
