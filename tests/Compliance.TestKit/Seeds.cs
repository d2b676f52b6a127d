using System.Globalization;

namespace Compliance.TestKit;

/// <summary>What random tests begin from: always the same, unless <c>COMPLIANCE_SEED</c> says otherwise.</summary>
static class Seeds
{
    public static int Current { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("COMPLIANCE_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : 20260302;
}
