namespace Compliance.Identities;

/// <summary>
/// Argentina's mobile numbers have two forms: from abroad 9 and the area code, at home the area code and 15
/// (<c>+54 9 11 2345 6789</c> is <c>011 15-2345-6789</c>). Both are rewritten to the first.
/// </summary>
static class ArgentineMobile
{
    const string CallingCode = "54";
    const int DigitsWithMarker = 12;
    const string Marker = "15";

    /// <returns>Null if this is not such a number.</returns>
    public static string? Rewrite(NumberingPlan plan, string digits)
    {
        if (plan.CallingCode != CallingCode)
        {
            return null;
        }

        var national = digits.TrimStart('0');
        if (national.Length != DigitsWithMarker || national[0] == '9')
        {
            return null;
        }

        foreach (var area in national.StartsWith("11", StringComparison.Ordinal) ? [2] : new[] { 3, 4 })
        {
            if (national.AsSpan(area).StartsWith(Marker, StringComparison.Ordinal))
            {
                return $"9{national[..area]}{national[(area + Marker.Length)..]}";
            }
        }

        return null;
    }
}
