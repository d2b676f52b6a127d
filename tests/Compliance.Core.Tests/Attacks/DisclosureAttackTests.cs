using System.Globalization;
using Compliance.Access;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Recipients;
using Compliance.Exchange;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Attacks;

/// <summary>
/// Forged documents disclose nothing and serve nothing. Before, a forged claim and settings blob handed a caller's phone, e-mail and name to a
/// stranger's token, and a key wrapped with the public <c>seal</c> key made a whole forged recording.
/// </summary>
public sealed class DisclosureAttackTests(AzuriteFixture azurite)
{
    const string Stranger = "5d1c9fb0-8d70-4a0b-9c55-0d4e1f6f9d11";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forged_claim_opens_nothing()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        var expires = bench.Inner.Clock.GetUtcNow().AddHours(1);
        var id = ClaimStore.NewId();
        await Attacker.ForgeAsync(
            bench.Store.State,
            $"claims/{id}",
            new Claim(ClaimKind.Recipient, $"{bench.Request}/mail", expires),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["expires"] = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            });

        await Assert.ThrowsAsync<UnauthenticDocumentException>(() => bench.Desk.FetchAsync(
            bench.Store, RecordingBench.Actor, "0f21ddb6-6cad-4a26-8d11-6ece1738f7d9", id, Cancellation));

        Assert.Contains($"state/claims/{id}", AttackedTenant.RejectedBy(bench.Inner));
    }

    [Fact]
    public async Task Forged_settings_make_nobody_a_recipient()
    {
        await using var bench = await RecipientBench.CreateAsync(azurite);
        await bench.PostAsync();
        var message = bench.Bus.To("mail")[0];
        await Attacker.EditAsync(
            bench.Store.Settings, "current", x => x.Replace("0f21ddb6-6cad-4a26-8d11-6ece1738f7d9", Stranger, StringComparison.Ordinal));

        await Assert.ThrowsAsync<UnauthenticDocumentException>(() => bench.FetchAsync(message, Stranger));

        Assert.Contains("settings/current", AttackedTenant.RejectedBy(bench.Inner));
    }

    /// <summary>The public half of <c>seal</c> is in the JWKS: anyone can wrap a key with it.</summary>
    [Fact]
    public async Task A_key_record_wrapped_with_the_public_seal_key_serves_no_forged_recording()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (forged, other) = (await tenant.SealAsync(), await tenant.SealAsync());
        using var own = KeyBytes.Create();
        var wrapped = await tenant.Host.Vaults.Open(tenant.Store.Scope).WrapAsync(own, Cancellation);
        var record = new RecordingKeyRecord
        {
            Keys = [new GenerationKey(1, wrapped.KeyId, KeyRecord.Algorithm, wrapped.Bytes.ToArray())],
            MinSequence = 1,
        };
        await Attacker.ForgeAsync(tenant.Store.Keyring, $"recordings/{forged}", record);
        var document = await tenant.Host.DocumentAsync(forged);
        using var key = new RecordingKey(1, own.Copy(), 1, wrapped.KeyId);
        using (var manifest = await OpenOtherAsync(tenant, other))
        {
            var mine = manifest.Manifest with { RecordingId = $"{forged}" };
            await Attacker.ForgeAsync(tenant.Store.State, $"recordings/{forged}", ManifestSeal.Put(document, mine, key));
        }

        await Assert.ThrowsAsync<ManifestException>(() => tenant.Host.Get<ManifestReader>().FindAsync(tenant.Store, forged, Cancellation));

        Assert.Contains($"state/recordings/{forged}", tenant.Rejected);
        using var still = await OpenOtherAsync(tenant, other);
        Assert.NotNull(still);
    }

    [Fact]
    public async Task A_key_record_alone_is_refused_too()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var recording = await tenant.SealAsync();
        using var own = KeyBytes.Create();
        var wrapped = await tenant.Host.Vaults.Open(tenant.Store.Scope).WrapAsync(own, Cancellation);
        await Attacker.ForgeAsync(tenant.Store.Keyring, $"recordings/{recording}", new RecordingKeyRecord
        {
            Keys = [new GenerationKey(1, wrapped.KeyId, KeyRecord.Algorithm, wrapped.Bytes.ToArray())],
        });

        await Assert.ThrowsAsync<ManifestException>(() => tenant.Host.Get<ManifestReader>().FindAsync(tenant.Store, recording, Cancellation));

        Assert.Contains($"keyring/recordings/{recording}", tenant.Rejected);
    }

    [Fact]
    public async Task A_genuine_document_under_another_name_or_with_other_metadata_is_refused()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (a, b, c) = (await tenant.SealAsync(), await tenant.SealAsync(), await tenant.SealAsync());
        await Attacker.CopyAsync(tenant.Store.State, $"recordings/{a}", $"recordings/{b}");
        await Attacker.RelabelAsync(tenant.Store.State, $"recordings/{c}", "people", "");

        var states = tenant.Host.Get<RecordingStateStore>();
        await Assert.ThrowsAsync<ManifestException>(() => states.FindAsync(tenant.Store, b, Cancellation));
        await Assert.ThrowsAsync<ManifestException>(() => states.FindAsync(tenant.Store, c, Cancellation));

        Assert.NotNull(await states.FindAsync(tenant.Store, a, Cancellation));
    }

    [Fact]
    public async Task A_list_leaves_a_forged_entry_out_and_says_so()
    {
        await using var tenant = await AttackedTenant.CreateAsync(azurite);
        var (good, forged) = (await tenant.FileAsync("case-a"), await tenant.FileAsync("case-b"));
        await Attacker.EditAsync(
            tenant.Store.Requests, $"register/{forged}", x => x.Replace("\"erasure\"", "\"access\"", StringComparison.Ordinal));

        var listed = await tenant.Host.Get<SubjectRequestLists>().ListAsync(
            tenant.Store,
            new SubjectRequestFilter(null, null, null, null, null, null, null),
            Handler,
            limit: 10,
            continuation: null,
            Cancellation);

        Assert.True(listed.IsSuccess(out var page, out _));
        Assert.Equal(good, Assert.Single(page.Items).RequestId);
        Assert.Equal(1, page.Unverifiable);
    }

    static Caller Handler { get; } =
        new(TenantId.Parse("acme"), "s", null, "p", new HashSet<Role> { Role.PrivacyHandler }, QueueScope.None);

    static async Task<OpenedRecording> OpenOtherAsync(AttackedTenant tenant, RecordingId id) =>
        await tenant.Host.Get<ManifestReader>().FindAsync(tenant.Store, id, Cancellation)
            ?? throw new InvalidOperationException("It is gone.");
}
