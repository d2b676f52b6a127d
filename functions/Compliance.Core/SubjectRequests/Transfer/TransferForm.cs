using Compliance.Failures;
using Compliance.Forms;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>The body of <c>PUT …/requests/{requestId}/transferTo</c>.</summary>
public sealed record TransferForm
{
    /// <summary>A controller of the tenant's settings; null for none.</summary>
    public required string? TransferTo { get; init; }

    public static Outcome<TransferForm> Parse(ReadOnlyMemory<byte> utf8) => CheckedBody.Parse<TransferForm>(utf8, (_, _) => { });

    /// <returns>Null if the tenant has registered it, or if none is named.</returns>
    internal static Failure? Fault(string? to, TenantSettings settings) => to is null || settings.Controllers.Any(x => x.Name == to)
        ? null
        : Failure.Invalid("transferTo", "must be the name of one of the controllers in the settings");
}
