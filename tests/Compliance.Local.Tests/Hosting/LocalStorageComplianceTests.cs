using Compliance.Local.Storage;
using Compliance.Tenancy;

namespace Compliance.Local.Tests.Hosting;

/// <summary>The emulator's accounts, as one machine uses them.</summary>
public sealed class LocalStorageComplianceTests(LocalStorageAccessTests.TwoTenants stores)
    : StorageCompliance, IClassFixture<LocalStorageAccessTests.TwoTenants>, IDisposable
{
    protected override StorageAccess Access { get; } = new LocalStorageAccess(
        stores.Azurite, NoCrashPoints.Instance, new TenantGate(TimeProvider.System), stores.Clock);

    protected override HttpClient Recorder { get; } = new();

    public void Dispose() => Recorder.Dispose();
}
