using Compliance.Identities;
using Compliance.Rights.Export.Packages;
using Compliance.Rights.Export.Review;
using Compliance.Rights.Requests;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Rights.Run;

/// <summary>Says for whom a package is made, from the register and the request's sealed texts.</summary>
public sealed class ExportOrders(
    RequestRegister register, RequestTexts texts, PackageRedactions redactions, TenantSettingsStore settings)
{
    public async Task<ExportOrder> ReadAsync(TenantStore store, RequestId id, CancellationToken cancellation)
    {
        var stored = await register.FindAsync(store, id, cancellation) ?? throw new InvalidOperationException("The request is gone.");
        return await ReadAsync(store, stored, cancellation);
    }

    public async Task<ExportOrder> ReadAsync(TenantStore store, StoredRequest stored, CancellationToken cancellation)
    {
        var (id, package) = (stored.Id, stored.Document.Package);
        var person = await texts.FindAsync<RequestPerson>(store, id, RequestPerson.Name, cancellation)
            ?? throw new InvalidOperationException("The request's identities are gone.");
        var current = (await settings.ReadAsync(store.Scope, cancellation)).Settings;
        return new ExportOrder(
            PackageBuild.Of(id, package),
            stored.Document.Type,
            RequestIdentities.Of(person.Identities, current),
            new IdentityNormalizer(current.Country),
            await redactions.FindAsync(store, id, package, cancellation),
            WasSent: package is { Downloads: > 0 });
    }
}
