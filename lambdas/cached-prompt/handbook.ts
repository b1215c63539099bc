/** A text that is long enough to be cached: Nova caches prefixes of about 1,000 tokens and more. */
export const handbook = `You answer questions about our library in one or two sentences, from this handbook alone. If it does not say, say so.

# Handbook of the county library

## Membership

Anyone who lives, works or studies in the county can become a member. Bring a document with your photo and one
that shows your address; a letter from your landlord or your school is enough. Children under fourteen need
the signature of a parent or guardian, who answers for what they borrow. The card is free for everybody under
twenty-one and costs ten a year for all others. A lost card is replaced once without charge, and for three
after that. Tell us within two weeks when you move. We delete your data one year after your membership ends,
unless something you borrowed is still missing.

## Opening hours

The main building is open from nine in the morning until eight in the evening on weekdays, from ten until six
on Saturdays, and from noon until five on Sundays. The children's wing closes an hour earlier on every day. On
public holidays the whole building stays closed. The return box beside the side entrance takes books at any
time; films and instruments must be handed to a member of staff, because they break easily. The last
announcement is made fifteen minutes before closing, and the catalogue computers switch off ten minutes before
closing.

## Borrowing

You may have twenty items at the same time, of which five may be films and one may be a musical instrument.
Books and scores are lent for four weeks, magazines for one week, films for seven days, games for two weeks
and instruments for three months. Items with a red label stay in the building. You can extend a loan twice,
online, by telephone or at the desk, unless somebody else has reserved the item. Reservations are free; we
hold an item for seven days and then pass it on to the next reader in the queue. The oldest volume of a
magazine can be borrowed as soon as the newest one is on the shelf.

## Late returns

We send a reminder by e-mail three days before a loan ends. From the first day after it, each item costs
twenty cents a day, up to five for an item. Nobody under fourteen pays for a late return. An account that owes
more than ten cannot borrow until it has been settled, but its owner may still read, work and use the
computers in the building. After sixty days we treat an item as lost and send a bill for its price and three
for the work. If you bring it back within a year, you get the price back, and keep paying only the late fee.

## The reading room

The reading room on the second floor is for silent work. Telephones stay silent and calls are made on the
stairs. Water in a bottle that closes is welcome; coffee, other drinks and food stay outside, in the café on
the ground floor or on the terrace. Seats cannot be reserved. A place whose owner has been away for more than
thirty minutes may be given to the next reader, and their things are kept at the desk. Lamps are switched on
for you in the evening. Please put the volumes that you have used on the trolley, and not back on the shelf,
so that we can count them.

## Group rooms

Four rooms for up to six people, and one for up to fourteen with a screen, can be booked online for as much as
two hours a day and up to two weeks ahead. A booking lapses when nobody has come after fifteen minutes. You
may eat cold food there. Close the windows, wipe the board and take your paper with you. Clubs that meet every
week can ask for a standing booking in September. Commercial courses and sales are not allowed, and neither is
music, for which the practice room in the basement is made.

## Computers and network

Thirty computers stand on the first floor, and your member number opens any of them for ninety minutes a day;
another thirty are granted when nobody waits. The wireless network needs no password, and we do not record
which pages you visit. Printing costs ten cents a page in black and thirty in colour, scanning to a stick of
your own costs nothing. You must not install programs or disturb others with what you show on the screen.
Staff help with forms and e-mail on Tuesday and Thursday afternoons, without an appointment.

## Special collections

Manuscripts, maps and books printed before 1850 are read in the special collections room under supervision.
Write to us two working days ahead and name the shelf marks, five at the most. Leave bags, coats, pens and
umbrellas in a locker; pencils, paper and computers may come in, and foam wedges are there to hold the
volumes. You may take photographs without a flash for your own study. For a publication you need a written
permission, which costs nothing for work that is not commercial. Nothing from these collections leaves the
room, whoever asks.

## Children and schools

Story time is on Wednesday at three and on Saturday at eleven; nobody has to register. Teachers can borrow a
box of forty books for a term, put together for the age of their class, and order it six weeks ahead. Classes
visit on weekday mornings. Children under seven must have somebody with them who is at least sixteen. We do
not supervise children, and we call the parents, and after half an hour the police, when a child is still
alone in the building at closing time.

## Complaints and praise

Tell any member of staff, or write to the director; you get an answer within ten working days. The members'
council meets four times a year, its minutes hang beside the entrance, and it can overrule a fee when a rule
has plainly hit somebody whom it was not meant for. Suggestions for purchases are read every Monday, and about
two thirds of them are bought. Those who are banned from the building for their behaviour can appeal to the
council, which decides within a month.
`
