// Closes the menu of a narrow screen when a link in it leads to a place on the same page.
const navigation = document.querySelector('#navigation')
navigation.addEventListener('click', event => {
  if (event.target.closest('a')) navigation.hidePopover()
})
