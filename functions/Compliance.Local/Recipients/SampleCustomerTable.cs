using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Local.Demo;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Recipients;

/// <summary>A customer in the sample CRM. All are invented.</summary>
/// <param name="Phone">E.164.</param>
/// <param name="Calls">Ids of calls with notes.</param>
/// <param name="Marked">Notice other than erasure: <c>restricted</c>, <c>rectified</c>.</param>
sealed record SampleCustomer(
    string Name, string Phone, string Email, string AccountId, IReadOnlyList<string> Calls, string? Marked = null)
{
    public override string ToString() => "SampleCustomer(redacted)";
}

/// <summary>
/// The sample CRM's table, <c>{data}/sample-crm/{tenant}.json</c>, owner only: <c>{"customers":[],"handled":[]}</c>. If the file does not
/// exist, the table holds the callers of the demo's calls.
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

    public async Task<IReadOnlyList<SampleCustomer>> ReadAsync(CancellationToken cancellationToken)
    {
        using var exclusive = await LockAsync(cancellationToken);
        return Load().Customers;
    }

    public Task AddAsync(SampleCustomer customer, CancellationToken cancellationToken) =>
        ChangeAsync(x => x with { Customers = [.. x.Customers, customer] }, cancellationToken);

    /// <summary>True if a claim was redeemed and its notice carried out before: a repeated message is then only acknowledged.</summary>
    public async Task<bool> HasHandledAsync(string claimId, CancellationToken cancellationToken)
    {
        using var exclusive = await LockAsync(cancellationToken);
        return Load().Handled.Contains(claimId, StringComparer.Ordinal);
    }

    /// <summary>Carries out a notice: erases or marks the customers concerned and records the claim, in one write.</summary>
    /// <param name="isMeant">Selects the customers concerned.</param>
    /// <param name="callIds">Calls whose notes are removed.</param>
    /// <returns>True if anything matched.</returns>
    public async Task<bool> FollowAsync(
        string claimId,
        string action,
        Func<SampleCustomer, bool> isMeant,
        IReadOnlySet<string> callIds,
        CancellationToken cancellationToken)
    {
        var found = false;
        await ChangeAsync(
            table =>
            {
                var erases = action is "erased" or "partlyErased";
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
            cancellationToken);
        return found;
    }

    async Task ChangeAsync(Func<Table, Table> change, CancellationToken cancellationToken)
    {
        using var exclusive = await LockAsync(cancellationToken);
        PrivateFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(change(Load()), Json));
    }

    Task<FileLock> LockAsync(CancellationToken cancellationToken) => FileLock.ExclusiveAsync(file + ".lock", Patience, cancellationToken);

    Table Load() => File.Exists(file)
        ? JsonSerializer.Deserialize<Table>(File.ReadAllBytes(file), Json)!
        : new Table(DemoCall.Customers(), []);

    sealed record Table(IReadOnlyList<SampleCustomer> Customers, IReadOnlyList<string> Handled);
}
