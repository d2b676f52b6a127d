using Azure;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Recordings.State;

public sealed class ManifestSealTests
{
    static readonly TenantId Tenant = TenantId.Parse("acme");
    static readonly RecordingId Id = RecordingId.New(TimeProvider.System);

    [Fact]
    public void Open_WhatWasPut_IsTheManifest()
    {
        using var key = NewKey();
        var opened = ManifestSeal.Open(Tenant, Stored(ManifestSeal.Put(Document(), Manifest(), key)), key);

        Assert.Equal(Manifest().TicketMac, opened.TicketMac);
        Assert.Equal(3, opened.Sequence);
    }

    [Fact]
    public void Open_AnotherByte_IsRefused()
    {
        using var key = NewKey();
        var put = ManifestSeal.Put(Document(), Manifest(), key);
        var tampered = put with { Manifest = put.Manifest!.Replace("\"sequence\":3", "\"sequence\":4", StringComparison.Ordinal) };

        Assert.NotEqual(put.Manifest, tampered.Manifest);
        Assert.Throws<ManifestException>(() => ManifestSeal.Open(Tenant, Stored(tampered), key));
    }

    [Fact]
    public void Open_UnderAnotherKey_IsRefused()
    {
        using var key = NewKey();
        using var other = NewKey();

        Assert.Throws<ManifestException>(() => ManifestSeal.Open(Tenant, Stored(ManifestSeal.Put(Document(), Manifest(), key)), other));
    }

    [Fact]
    public void Open_AnotherTenantsOrRecordings_IsRefused()
    {
        using var key = NewKey();
        var put = ManifestSeal.Put(Document(), Manifest(), key);

        Assert.Throws<ManifestException>(() => ManifestSeal.Open(TenantId.Parse("globex"), Stored(put), key));
        Assert.Throws<ManifestException>(
            () => ManifestSeal.Open(Tenant, Stored(put) with { Id = RecordingId.New(TimeProvider.System) }, key));
    }

    [Fact]
    public void Open_RolledBack_IsRefused()
    {
        using var key = NewKey();
        var put = ManifestSeal.Put(Document(), Manifest(), key);

        Assert.Throws<ManifestException>(() => ManifestSeal.Open(Tenant, Stored(put), key with { MinSequence = 4 }));
    }

    [Fact]
    public void Open_AnotherGenerationInTheDocument_IsRefused()
    {
        using var key = NewKey();
        var put = ManifestSeal.Put(Document(), Manifest(), key);

        Assert.Throws<ManifestException>(() => ManifestSeal.Open(Tenant, Stored(put with { Generation = 1 }), key));
        Assert.Throws<ManifestException>(() => ManifestSeal.Open(Tenant, Stored(put with { KeyGeneration = 2 }), key));
    }

    static RecordingFacts Facts { get; } = new(DateTimeOffset.UnixEpoch, 1.5, "billing", null, null);

    static RecordingKey NewKey() => new(1, KeyBytes.Create(), MinSequence: 3, "seal-1");

    static StoredRecording Stored(RecordingDocument document) => new(Id, document, new ETag("1"));

    static RecordingDocument Document() => new()
    {
        State = RecordingState.AwaitingUpload,
        CreatedAt = DateTimeOffset.UnixEpoch,
        NextOrdinal = 0,
        Facts = Facts,
    };

    static RecordingManifest Manifest() => new()
    {
        Tenant = Tenant.ToString(),
        RecordingId = Id.ToString(),
        Sequence = 3,
        Facts = Facts,
        Generation = 0,
        TicketMac = "mac",
        Metadata = "sealed",
        Retention = new RetentionState(DateTimeOffset.UnixEpoch, null),
    };
}
