namespace SopEngine.Core.Workflows.Forms;

/// <summary>A form field whose value was refused.</summary>
/// <param name="Name">Its place in the data: a field's name, or <c>contoh[2].jumlah</c> for a column of the third row.</param>
/// <param name="Detail">A number or text that the message names: a bound, the missing digits, the author's own message.</param>
/// <param name="Row">The row of a table, counted from 1; null outside of tables.</param>
public sealed record FieldProblem(string Name, string Label, FieldFault Fault, string? Detail = null, int? Row = null);

public enum FieldFault
{
    Missing,
    NotAText,
    TooLong,
    NotANumber,
    NotADate,
    NotABoolean,
    NotAnOption,
    PatternMismatch,

    /// <summary>The author's own message, which the detail holds.</summary>
    Own,

    /// <summary>The author's check of the value fails, and has no message of its own.</summary>
    CheckFailed,

    NotADateTime,
    NotATime,
    NotAPerson,

    /// <summary>A person, the detail, is no performer of the step that they are chosen for.</summary>
    NotOfTheLane,

    TooManyPeople,

    NotAList,
    OptionTwice,

    /// <summary>A money amount has no decimals.</summary>
    NotWhole,

    TooManyDecimals,
    TooSmall,
    TooLarge,
    NotATable,
    TooFewRows,
    TooManyRows,

    /// <summary>So many digits are missing.</summary>
    DigitsMissing,

    /// <summary>So many digits are too many.</summary>
    DigitsTooMany,

    /// <summary>So many letters or digits are missing.</summary>
    CharactersMissing,

    CharactersTooMany,

    /// <summary>The text holds something else than digits, or than letters and digits.</summary>
    BadCharacters,

    /// <summary>18 digits that are no number of a civil servant.</summary>
    NotANip,

    /// <summary>The value is no list of documents.</summary>
    NotAFile,

    TooManyFiles,

    /// <summary>The same document stands in it twice.</summary>
    FileTwice,

    /// <summary>The document, the detail, is of a sort that the field does not take.</summary>
    FileNotAccepted,

    /// <summary>The case has no such document for this step.</summary>
    FileGone,

    /// <summary>The value is no line of the office's tariffs that is valid today.</summary>
    NotATariff,

    /// <summary>The value is no discount of the office's that is valid today.</summary>
    NotADiscount,

    /// <summary>The end of the bill has passed already.</summary>
    BillEndsInThePast,

    /// <summary>The time of the appointment has passed already.</summary>
    AppointmentInThePast,

    /// <summary>The case's bill, whose code is the detail, is paid: there is no second one, and no second payment.</summary>
    BillIsPaid,

    /// <summary>The amount is not that of the bill, the detail.</summary>
    NotTheBillsAmount,

    /// <summary>The case has no bill that can be paid.</summary>
    NothingToPay,

    PaidBeforeIssue,

    PaidInTheFuture,

    /// <summary>Another bill of the office has this code.</summary>
    BillCodeUsed,

    /// <summary>Another bill of the office was paid with this number.</summary>
    NtpnUsed,

    /// <summary>The server computes this value itself.</summary>
    IsComputed,

    /// <summary>Its formula failed on this data.</summary>
    CannotBeComputed,

    /// <summary>The value stands in a field that was not shown.</summary>
    IsHidden,

    /// <summary>The step has no field of this name.</summary>
    Unknown,

    /// <summary>A step done in a customer's name lacks the signed paper or the signature.</summary>
    ProofMissing,

    /// <summary>A step done in a customer's name by telephone lacks the note on the agreement.</summary>
    ProofNoteMissing,

    /// <summary>A requirement of the step is neither present nor waived.</summary>
    NotChecked,

    /// <summary>A requirement was waived without a reason.</summary>
    ReasonMissing,

    /// <summary>The step has no requirement of this name.</summary>
    NotARequirement,
}
