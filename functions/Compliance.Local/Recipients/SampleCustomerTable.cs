using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Local.Demo;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Recipients;

/// <summary>A customer as the sample CRM keeps it: invented people only.</summary>
/// <param name="Phone">E.164.</param>
/// <param name="Calls">Ids of calls that somebody made a note of.</param>
/// <param name="Marked">What it was told besides erasure: <c>restricted</c>, <c>rectified</c>.</param>
sealed record SampleCustomer(
    string Name, string Phone, string Email, string AccountId, IReadOnlyList<string> Calls, string? Marked = null)
{
    public override string ToString() => "SampleCustomer(redacted)";
}

/// <summary>
/// The sample CRM's table, <c>{data}/sample-crm/{tenant}.json</c>, owner only: <c>{"customers":[],"handled":[]}</c>. Without a file it has
/// the callers of the demo's calls.
/// </summary>
sealed class SampleCustomerTable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly string file;

    public SampleCustomerTable(string dataFolder, TenantId tenant)
    {
        var folder = Path.Combine(dataFolder, "sample-crm");
        PrivateFile.CreateFolder(folder);
        file = Path.Combine(folder, $"{tenant}.json");
    }

    public async Task<IReadOnlyList<SampleCustomer>> ReadAsync(CancellationToken cancellation)
    {
        using var exclusive = await LockAsync(cancellation);
        return Load().Customers;
    }

    public Task AddAsync(SampleCustomer customer, CancellationToken cancellation) =>
        ChangeAsync(x => x with { Customers = [.. x.Customers, customer] }, cancellation);

    /// <summary>Whether a claim was fetched and followed before; a message that comes twice is then only answered.</summary>
    public async Task<bool> HasHandledAsync(string claimId, CancellationToken cancellation)
    {
        using var exclusive = await LockAsync(cancellation);
        return Load().Handled.Contains(claimId, StringComparer.Ordinal);
    }

    /// <summary>Follows a notice: erases whom it is about, or marks them, and remembers its claim, in one write.</summary>
    /// <param name="isMeant">Whom it is about.</param>
    /// <param name="callIds">Calls whose notes go.</param>
    /// <returns>Whether there was anybody or anything.</returns>
    public async Task<bool> FollowAsync(
        string claimId, string action, Func<SampleCustomer, bool> isMeant, IReadOnlySet<string> callIds, CancellationToken cancellation)
    {
        var found = false;
        await ChangeAsync(
            table =>
            {
                var erases = action == "erased";
                found = table.Customers.Any(x => isMeant(x) || x.Calls.Any(callIds.Contains));
                return new Table(
                    [
                        .. from customer in table.Customers
                           let meant = isMeant(customer)
                           where !(erases && meant)
                           select erases ? customer with { Calls = [.. customer.Calls.Where(x => !callIds.Contains(x))] }
                               : meant ? customer with { Marked = action }
                               : customer,
                    ],
                    [.. table.Handled, claimId]);
            },
            cancellation);
        return found;
    }

    async Task ChangeAsync(Func<Table, Table> change, CancellationToken cancellation)
    {
        using var exclusive = await LockAsync(cancellation);
        PrivateFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(change(Load()), Json));
    }

    Task<FileLock> LockAsync(CancellationToken cancellation) => FileLock.ExclusiveAsync(file + ".lock", Patience, cancellation);

    Table Load() => File.Exists(file)
        ? JsonSerializer.Deserialize<Table>(File.ReadAllBytes(file), Json)!
        : new Table(DemoCall.Customers(), []);

    sealed record Table(IReadOnlyList<SampleCustomer> Customers, IReadOnlyList<string> Handled);
}
