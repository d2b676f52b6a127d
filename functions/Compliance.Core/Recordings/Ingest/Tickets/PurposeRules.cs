using System.Text.RegularExpressions;
using Compliance.Access;
using Compliance.Forms;
using Compliance.Identities;

namespace Compliance.Recordings;

/// <summary>At least one purpose, unique names, and consistent retention dates.</summary>
sealed partial class PurposeRules(FieldRules rules)
{
    public const string NameRule = "must be 1-64 of [A-Za-z0-9._-]";

    public static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    public void Check(
        string field, IReadOnlyList<Purpose?>? purposes, DateTimeOffset startedAt, IReadOnlyList<NormalizedIdentity> announced)
    {
        if (!rules.Counts(field, purposes, 1, FieldLimits.Purposes))
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < purposes.Count; i++)
        {
            if (purposes[i] is { } purpose)
            {
                CheckOne($"{field}[{i}]", purpose, startedAt);
                // Decisions read the name from the manifest, where it is not sealed.
                rules.Opaque($"{field}[{i}].purpose", purpose.Name, announced);
                rules.Require(purpose.Name is null || seen.Add(purpose.Name), $"{field}[{i}].purpose", "must be unique");
            }
        }
    }

    void CheckOne(string field, Purpose purpose, DateTimeOffset startedAt)
    {
        rules.Require(purpose.Name is null || IsName(purpose.Name), $"{field}.purpose", NameRule);
        rules.NoCard($"{field}.purpose", purpose.Name);
        rules.Require(purpose.Name != AccessPurpose.ConsentCheck, $"{field}.purpose", "is reserved for reading content");
        rules.Line($"{field}.noticeVersion", purpose.NoticeVersion, FieldLimits.TextCharacters);
        rules.Note($"{field}.evidence", purpose.Evidence);
        if (purpose.RetainUntil is not { } until)
        {
            return;
        }

        rules.Require(until >= startedAt, $"{field}.retainUntil", "must not be before startedAt");
        rules.Require(
            until < startedAt || purpose.RetainAtLeastUntil is not { } duty || duty <= until,
            $"{field}.retainAtLeastUntil",
            "must not be after retainUntil");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
