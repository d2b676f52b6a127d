namespace Compliance.Pci;

/// <summary>What the values of one field have in common over the whole document.</summary>
sealed class FieldValues
{
    /// <summary>A field with more different values is no label.</summary>
    const int MaxLabels = 4;

    readonly HashSet<int> different = [];
    readonly int[] forms = new int[4];
    double last = double.NaN;
    int timed;
    int rises;
    int falls;
    int ones;
    int ranges;

    public int Count { get; private set; }

    /// <summary>Texts with letters.</summary>
    public int Worded { get; private set; }

    public int Texts { get; private set; }

    /// <summary>Spaces within texts: about the number of words more than there are texts.</summary>
    public int Spaces { get; private set; }

    public int Digits { get; private set; }

    public double Least { get; private set; } = double.MaxValue;

    public double Most { get; private set; } = double.MinValue;

    public bool Fractions { get; private set; }

    /// <summary>All values are times, and written in the same way; <see cref="TimeForm.None"/> otherwise.</summary>
    public TimeForm Form => timed > 0 && timed >= Count * 0.9
        ? (TimeForm)Array.IndexOf(forms, forms.Max()) : TimeForm.None;

    public bool IsLabel => Spaces == 0 && different.Count <= MaxLabels && different.Count * 4 <= Count;

    /// <summary>Texts with letters, more different ones than a label has.</summary>
    public bool IsVaried => Worded > 0 && different.Count > MaxLabels;

    /// <summary>Values that only grow or only fall, and are no numbering.</summary>
    /// <param name="lists">They may begin anew so many times: there are so many lists.</param>
    public bool IsOrdered(int lists = 1) => timed >= (Form is TimeForm.Number ? 4 : 2) && timed == Count && ones < (timed - 1) * 0.8 && rises + falls >= timed * 0.3
        && (falls <= Math.Max(lists - 1, timed * 0.02) || rises <= timed * 0.02);

    public bool IsNumbering => timed >= 3 && timed == Count && ones >= (timed - 1) * 0.8;

    /// <summary>True if an isolated number of this field can't be part of what somebody said.</summary>
    public bool OnlyDigits => Worded == 0;

    /// <summary>Two times in each value.</summary>
    public bool IsRange => ranges > 0 && ranges >= timed * 0.9;

    /// <summary>The hash of the one text that all values are; null if they differ.</summary>
    public int? Single => different.Count == 1 && Texts == Count ? different.First() : null;

    /// <summary>Adds a value; returns the time that it is, if it can be one.</summary>
    /// <param name="end">If the value is two times, the second one; otherwise NaN.</param>
    public double Add(ReadOnlySpan<byte> text, JsonScalarKind kind, out double end)
    {
        end = double.NaN;
        Count += kind is JsonScalarKind.Other ? 0 : 1;
        if (kind is JsonScalarKind.Text)
        {
            Describe(text);
        }

        if (kind is JsonScalarKind.Text && text.Length > 0 && (char.IsAsciiLetter((char)text[0]) && text[0] != 'P'))
        {
            return double.NaN;
        }

        var value = double.NaN;
        var form = kind is JsonScalarKind.Other ? TimeForm.None : TimeValue.Read(text, out value);
        if (form is TimeForm.None && kind is JsonScalarKind.Text && (form = TimeValue.ReadRange(text, out value, out end))
            is not TimeForm.None)
        {
            ranges++;
            Most = Math.Max(Most, end);
        }

        if (form is TimeForm.None)
        {
            return double.NaN;
        }

        Add(value, form);
        return value;
    }

    void Add(double value, TimeForm form)
    {
        forms[(int)form]++;
        timed++;
        rises += value > last ? 1 : 0;
        falls += value < last ? 1 : 0;
        ones += value - last is 1 ? 1 : 0;
        last = value;
        Fractions |= value != Math.Floor(value);
        (Least, Most) = (Math.Min(Least, value), Math.Max(Most, value));
    }

    /// <summary>Adds a time that is known in seconds.</summary>
    public void Add(double seconds)
    {
        Count++;
        Add(seconds, TimeForm.Seconds);
    }

    void Describe(ReadOnlySpan<byte> text)
    {
        Texts++;
        var letters = 0;
        foreach (var character in text)
        {
            letters += (uint)((character | 0x20) - 'a') < 26 || character >= 0x80 ? 1 : 0;
            Spaces += character == ' ' ? 1 : 0;
            Digits += (uint)(character - '0') < 10 ? 1 : 0;
        }

        Worded += letters > 0 ? 1 : 0;
        if (different.Count <= MaxLabels)
        {
            different.Add(ByteHash.Of(text));
        }
    }
}
