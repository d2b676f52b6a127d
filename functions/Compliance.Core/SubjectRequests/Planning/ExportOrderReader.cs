using Compliance.Identities;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Reads for whom a package is built, from the register and the request's sealed texts.</summary>
public sealed class ExportOrderReader(
    SubjectRequestRegister register, SubjectRequestTexts texts, PackageRedactionStore redactions, TenantSettingsStore settings)
{
    public async Task<ExportOrder> ReadAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        var stored = await register.FindAsync(store, id, cancellationToken) ?? throw new InvalidOperationException("The request is gone.");
        return await ReadAsync(store, stored, cancellationToken);
    }

    public async Task<ExportOrder> ReadAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken)
    {
        var (id, package) = (stored.Id, stored.Document.Package);
        var person = await texts.FindAsync<SubjectRequestPerson>(store, id, SubjectRequestPerson.Name, cancellationToken)
            ?? throw new InvalidOperationException("The request's identities are gone.");
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        return new ExportOrder(
            PackageBuild.Of(id, package),
            stored.Document.Type,
            SubjectRequestIdentityNormalizer.Of(person.Identities, current),
            new IdentityNormalizer(current.Country),
            await redactions.FindAsync(store, id, package, cancellationToken),
            WasSent: package is { Downloads: > 0 });
    }
}
