using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Sealing;

/// <summary>
/// The key id in the metadata of a sealed file: <c>{tenant}/{recordingId}/{generation}</c>. Opaque. It names the recording whose key opens
/// the file and the generation of the file; a reader rejects a file that names another one.
/// </summary>
/// <param name="Generation">0 or above.</param>
public readonly record struct SealedKeyId(TenantId Tenant, RecordingId Recording, int Generation)
{
    const int Parts = 3;

    public static bool TryParse([NotNullWhen(true)] string? text, out SealedKeyId id)
    {
        id = default;
        var parts = text?.Split('/') ?? [];
        if (parts.Length != Parts
            || !TenantId.TryParse(parts[0], out var tenant)
            || !RecordingId.TryParse(parts[1], out var recording)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var generation))
        {
            return false;
        }

        id = new SealedKeyId(tenant, recording, generation);
        // Each id has exactly one spelling: "01" is not 1.
        return string.Equals(id.ToString(), text, StringComparison.Ordinal);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tenant}/{Recording}/{Generation}");
}
