using System.Text.RegularExpressions;
using Compliance.Forms;
using Compliance.Identities;

namespace Compliance.Recordings;

/// <summary>1-32 files with known content types, names that are unique ignoring case, and possible sizes.</summary>
sealed partial class FileRules(FieldRules rules)
{
    public void Check(string field, IReadOnlyList<TicketFile?>? files, IReadOnlyList<NormalizedIdentity> announced)
    {
        if (!rules.Counts(field, files, 1, FieldLimits.Files))
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i] is not { } file)
            {
                continue;
            }

            if (file.Name != default)
            {
                rules.Opaque($"{field}[{i}].name", file.Name.ToString(), announced);
                rules.Require(!file.Name.IsReserved, $"{field}[{i}].name", "must not begin with . or -, end with . or be a device name");
                rules.Require(seen.Add(file.Name.ToString()), $"{field}[{i}].name", "must be unique");
            }

            CheckContent($"{field}[{i}]", file);
        }
    }

    void CheckContent(string field, TicketFile file)
    {
        var type = file.ContentType is null ? FileContent.Unknown : FileContentTypes.Of(file.ContentType);
        rules.Require(
            file.ContentType is null || type is not FileContent.Unknown,
            $"{field}.contentType",
            "must be audio/*, video/*, application/json, application/vcon, application/x-ndjson, application/x-subrip, "
            + "application/ttml+xml, text/csv, text/vtt or text/plain");
        rules.NoCard($"{field}.contentType", file.ContentType);
        rules.Require(file.Size is >= 0 and <= FieldLimits.FileBytes, $"{field}.size", $"must be from 0 to {FieldLimits.FileBytes} bytes");
        rules.Require(file.Size != 0 || type is not (FileContent.Audio or FileContent.Video), $"{field}.size", "must not be 0 for media");
        rules.Require(file.Sha256 is null || Sha256().IsMatch(file.Sha256), $"{field}.sha256", "must be 64 hexadecimal digits");
    }

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sha256();
}
