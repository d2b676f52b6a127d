using PhoneNumbers;

namespace Compliance.Identities;

/// <summary>What libphonenumber knows of an E.164 number.</summary>
static class PhoneFacts
{
    static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>In a range that is in use today.</summary>
    public static bool IsValid(string number) => Parse(number) is { } parsed && Numbers.IsValidNumber(parsed);

    /// <summary>Of a length that its country uses.</summary>
    public static bool IsPossible(string number) => Parse(number) is { } parsed && Numbers.IsPossibleNumber(parsed);

    public static bool IsMobile(string number) => Parse(number) is { } parsed && Numbers.GetNumberType(parsed) is PhoneNumberType.MOBILE;

    static PhoneNumber? Parse(string number)
    {
        try
        {
            return Numbers.Parse(number, null);
        }
        catch (NumberParseException)
        {
            // This is how the library reports that a number is none. Its message is dropped: it may quote the number.
            return null;
        }
    }
}
