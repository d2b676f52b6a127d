namespace Compliance.Identities;

/// <summary>
/// Numbers as they were dialled before their country changed them, or as foreigners and neighbours dial them, in today's form. Only a
/// number that libphonenumber finds in no range is changed, and only into one that it does.
/// </summary>
static class RenumberedPhones
{
    /// <summary>Calling code, digits of the national number, and its new forms with their calling codes.</summary>
    static readonly (string Code, int Digits, Func<string, string[]> Rewrite)[] Rules =
    [
        // Brazil's mobile numbers got a ninth digit (2012 to 2016).
        ("55", 10, x => [$"55{x[..2]}9{x[2..]}"]),

        // Ivory Coast: two more digits, by operator (31 January 2021).
        ("225", 8, x => [x[0] is '2' or '3' ? $"225{Fixed(x[2])}{x}" : $"225{Mobile(x[1])}{x}"]),

        // Benin: 01 before every number (30 November 2024).
        ("229", 8, x => [$"22901{x}"]),

        // Overseas departments, dialled as within France.
        ("33", 9, x => [$"262{x}", $"590{x}", $"594{x}", $"596{x}"]),

        // The zero that belongs to Italian numbers, dropped by foreigners.
        ("39", 0, x => [$"390{x}"]),
    ];

    /// <param name="number">E.164.</param>
    public static string Today(string number)
    {
        foreach (var (code, digits, rewrite) in Rules)
        {
            var national = number.Length - code.Length - 1;
            if (number.AsSpan(1).StartsWith(code, StringComparison.Ordinal) && (digits == 0 || digits == national)
                && !PhoneFacts.IsValid(number))
            {
                return rewrite(number[(code.Length + 1)..]).Select(x => "+" + x)
                    .FirstOrDefault(x => x.Length <= NumberingPlan.MostDigits + 1 && PhoneFacts.IsValid(x)) ?? number;
            }
        }

        return number;
    }

    static string Mobile(char second) => second switch
    {
        <= '3' => "01",
        <= '6' => "05",
        _ => "07",
    };

    static string Fixed(char third) => third switch
    {
        '8' => "21",
        '0' => "25",
        _ => "27",
    };
}
