namespace SopEngine.Core.Workflows.Forms;

public enum FieldType
{
    Text,
    LongText,
    Number,
    Date,
    Boolean,
    Choice,

    /// <summary>Whole rupiah.</summary>
    Money,

    /// <summary>A date with a time of day, as the office's clock shows it.</summary>
    DateTime,

    Time,

    /// <summary>Several of the options: a list of texts.</summary>
    Choices,

    /// <summary>A person of the office, by their number.</summary>
    Person,

    /// <summary>Rows: a list of objects with the values of the columns.</summary>
    Table,

    /// <summary>A value that the server computes from other data.</summary>
    Computed,

    /// <summary>Documents of the case: a list of objects with <c>id</c> and <c>name</c>; see <see cref="FormFiles"/>.</summary>
    File,

    /// <summary>A line of the office's tariff list with its price of that day; see <see cref="FormTariffs"/>.</summary>
    Tariff,

    /// <summary>People of the office: a list of their numbers.</summary>
    People,

    /// <summary>A discount on the office's tariffs; see <see cref="FormTariffs"/>.</summary>
    Discount,
}

/// <summary>The readers of a field.</summary>
public enum FieldAudience
{
    /// <summary>The office and the case's customer.</summary>
    Customer,

    /// <summary>The office alone.</summary>
    Office,
}
