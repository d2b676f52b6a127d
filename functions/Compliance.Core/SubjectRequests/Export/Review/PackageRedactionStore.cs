using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>The redactions of packages, sealed under the request key; the register refers to them and contains none of the text.</summary>
public sealed class PackageRedactionStore(SubjectRequestTexts texts)
{
    /// <exception cref="ManifestException">They are gone, or differ from what was sealed.</exception>
    public async Task<RedactionSet> FindAsync(
        TenantStore store, SubjectRequestId id, PackageState? package, CancellationToken cancellationToken) =>
        package?.RedactionsMac is not { } mac
            ? RedactionSet.None
            : await texts.FindAsync<RedactionSet>(store, id, RedactionSet.NameOf(mac), cancellationToken)
                ?? throw new ManifestException("The package's redactions are gone.");

    public Task PutAsync(TenantStore store, SubjectRequestId id, string mac, RedactionSet set, CancellationToken cancellationToken) =>
        texts.PutAsync(store, id, RedactionSet.NameOf(mac), set, cancellationToken);
}
